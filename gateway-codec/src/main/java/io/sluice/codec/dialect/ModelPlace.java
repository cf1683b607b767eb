package io.sluice.codec.dialect;

/** Where a request names its model. */
public enum ModelPlace {
    /** Top-level member {@code model} of the JSON body. */
    BODY,
    /** Form field {@code model} of the multipart body. */
    FORM,
    /** The name in the path. */
    PATH,
    /** Nowhere: the id in the path is tied to the channel that made it. */
    PIN,
    /** Nowhere: the gateway answers by itself. */
    NONE
}

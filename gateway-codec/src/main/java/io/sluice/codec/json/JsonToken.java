package io.sluice.codec.json;

/** What {@link JsonCursor#next} found, and what kind of value {@link BodyScanner#type} saw. Plain numbers, to be switched on. */
public final class JsonToken {
    /** The document is complete. */
    public static final int END = 0;
    /** Not JSON; nothing more will come. */
    public static final int FAILED = 1;

    public static final int OBJECT = 2;
    public static final int OBJECT_END = 3;
    public static final int ARRAY = 4;
    public static final int ARRAY_END = 5;
    public static final int NAME = 6;
    public static final int STRING = 7;
    public static final int NUMBER = 8;
    public static final int TRUE = 9;
    public static final int FALSE = 10;
    public static final int NULL = 11;

    private JsonToken() {}
}

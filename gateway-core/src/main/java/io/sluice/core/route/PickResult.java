package io.sluice.core.route;

/** How a pick ended. */
public enum PickResult {
    PICKED,
    /** Something fits, and all of it is open-circuited or held; {@link Selection#retryNs()} says until when. */
    ALL_OPEN,
    /** Something is usable, but this request has tried it all. */
    ALL_TRIED,
    /** Nothing of this dialect is configured and enabled. */
    NONE_CONFIGURED
}

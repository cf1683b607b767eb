package io.sluice.core.route;

/** How the selector chooses among the usable candidates of a priority. */
public enum Strategy {
    /** By chance, in proportion to weight × health. */
    WEIGHTED,
    /** Two by chance, then the one with fewer attempts in flight for its weight × health. */
    LEAST_LOADED
}

package io.sluice.server.demo;

import java.util.List;

/** How one vendor words what is wrong with a field. A path is written {@code messages[0].role}; top level is empty. */
interface Wording {
    Refusal unknown(String path, String name);

    Refusal missing(String path, String name);

    Refusal wrongType(String path, String expected, String actual);

    Refusal outOfRange(String path, String value, double min, double max);

    Refusal notOneOf(String path, String value, List<String> allowed);

    /** A rule of the vendor's that isn't about one field's type. */
    Refusal broken(String path, String message);

    /** The name a field has in the tables here, for vendors that take two spellings. */
    default String canonical(String name) {
        return name;
    }

    static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}

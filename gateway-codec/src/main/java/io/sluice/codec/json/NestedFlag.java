package io.sluice.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Value: a boolean member of an object of the document, such as {@code stream_options.include_usage}, and the smallest edit that makes it true whatever was there
 * before. Immutable, made once; setting it allocates nothing.
 */
public final class NestedFlag {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};

    private final int objectPath;
    private final int flagPath;
    private final byte[] flagMember;
    private final byte[] object;
    private final byte[] objectMember;

    /**
     * @param paths must watch both the object and the flag
     * @param object name of the object in the document
     * @param flag name of the flag in the object
     * @throws IllegalArgumentException if one of the two isn't watched
     */
    public NestedFlag(FieldPaths paths, String object, String flag) {
        this.objectPath = watched(paths, object);
        this.flagPath = watched(paths, object + "." + flag);
        final String member = quoted(flag) + ":true";
        this.flagMember = member.getBytes(UTF_8);
        this.object = ("{" + member + "}").getBytes(UTF_8);
        this.objectMember = (quoted(object) + ":{" + member + "}").getBytes(UTF_8);
    }

    private static int watched(FieldPaths paths, String path) {
        final int index = paths.indexOf(path);
        if (index < 0) {
            throw new IllegalArgumentException("not watched: " + path);
        }
        return index;
    }

    private static String quoted(String name) {
        return new String(JsonText.quoted(name), UTF_8);
    }

    public boolean isSet(BodyScanner scanner) {
        return scanner.booleanValue(flagPath);
    }

    /**
     * Adds the edit that makes the flag true: a new object, a new member or a new value; null counts as absent. Returns false, and adds nothing, if the flag is true
     * already, or if the object's place holds something that is neither object nor null, which is left for the receiver to refuse.
     *
     * @param scanner of a document that is complete, and an object
     */
    public boolean set(BodyScanner scanner, Edits edits) {
        if (isSet(scanner)) {
            return false;
        }
        if (!scanner.found(objectPath)) {
            edits.insertMember(scanner, objectMember);
            return true;
        }
        switch (scanner.type(objectPath)) {
            case JsonToken.NULL -> edits.replaceValue(scanner, objectPath, object);
            case JsonToken.OBJECT -> {
                if (scanner.found(flagPath)) {
                    edits.replaceValue(scanner, flagPath, TRUE);
                } else {
                    edits.insertMemberInto(scanner, objectPath, flagMember);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }
}

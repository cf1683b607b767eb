package io.sluice.codec.dialect.gemini;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** Schemas in the two forms the vendor takes: JSON Schema, and its own subset of OpenAPI's. Cold. */
final class Schemas {
    private static final NameTable HEADS = NameTable.of("$schema", "$id");

    private Schemas() {}

    /**
     * A JSON Schema as the vendor takes it: as it is, but without the names by which it is known elsewhere.
     *
     * @param scratch a cursor to spare
     */
    static JsonValue plain(JsonValue schema, JsonCursor scratch) {
        return hasHead(schema, scratch) ? withoutHead(schema) : schema;
    }

    private static boolean hasHead(JsonValue schema, JsonCursor cursor) {
        schema.read(cursor);
        if (cursor.next() != JsonToken.OBJECT) {
            return false;
        }
        while (cursor.next() == JsonToken.NAME) {
            if (cursor.nameIn(HEADS) >= 0) {
                return true;
            }
            cursor.skip();
        }
        return false;
    }

    private static JsonValue withoutHead(JsonValue schema) {
        final Map<String, Object> members = Tree.object(Tree.read(schema));
        if (members == null) {
            return schema;
        }
        final Map<String, Object> rest = new LinkedHashMap<>(members);
        rest.remove("$schema");
        rest.remove("$id");
        return Tree.write(rest);
    }

    /**
     * A JSON Schema in the vendor's own form; what that can't say is dropped and reported.
     *
     * @throws UnsupportedException when it refers to itself, or when what would be dropped is refused here
     */
    static JsonValue toOpenApi(JsonValue schema, Losses losses, Dialect upstream) throws UnsupportedException {
        return new OpenApiWriter(schema, losses, upstream).written();
    }

    /** A schema in the vendor's own form as JSON Schema. */
    static JsonValue fromOpenApi(JsonValue schema) {
        return Tree.write(OpenApiReader.read(Tree.read(schema)));
    }
}

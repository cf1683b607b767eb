package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.neutral.Effort;
import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Format;
import io.sluice.codec.dialect.neutral.Thinking;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code text} and {@code reasoning}: what form the answer has, and how much is thought before it. Owned by one reader, reused. */
final class SettingsReader {
    private static final NameTable TEXT = NameTable.of("format", "verbosity");
    private static final NameTable FORMAT = NameTable.of("type", "name", "schema", "strict", "description");
    private static final NameTable REASONING = NameTable.of("effort", "summary", "generate_summary");

    private static final Format PLAIN = new Format.Plain();

    private final JsonCursor cursor;
    private Format format = PLAIN;
    private @Nullable JsonString verbosity;
    private @Nullable Effort effort;
    private @Nullable Boolean show;

    SettingsReader(JsonCursor cursor) {
        this.cursor = cursor;
    }

    void clear() {
        format = PLAIN;
        verbosity = null;
        effort = null;
        show = null;
    }

    Format format() {
        return format;
    }

    @Nullable
    JsonString verbosity() {
        return verbosity;
    }

    Thinking thinking() {
        return effort == null && show == null ? Thinking.UNSAID : new Thinking(effort, show);
    }

    /** Reads the value that has just begun. */
    void text(List<Extra> extras) throws UnsupportedException {
        if (cursor.token() != JsonToken.OBJECT) {
            throw new UnsupportedException("text", "'text' has to be an object");
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(TEXT)) {
                case 0 -> readFormat();
                case 1 -> verbosity = string();
                default -> unknown("text.", extras);
            }
        }
    }

    private void readFormat() throws UnsupportedException {
        if (cursor.next() != JsonToken.OBJECT) {
            cursor.skip();
            return;
        }
        JsonString type = null;
        JsonString name = null;
        JsonString description = null;
        JsonValue schema = null;
        Boolean strict = null;
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(FORMAT)) {
                case 0 -> type = string();
                case 1 -> name = string();
                case 2 -> schema = cursor.value();
                case 3 -> strict = bool();
                case 4 -> description = string();
                default -> cursor.skip();
            }
        }
        if (type == null || type.is("text")) {
            format = PLAIN;
        } else if (type.is("json_object")) {
            format = new Format.Json();
        } else if (type.is("json_schema") && schema != null) {
            format = new Format.Schema(name, description, schema, strict);
        } else {
            throw new UnsupportedException(
                    "text.format", "'text.format' has to be text, json_object, or json_schema with a schema");
        }
    }

    /** Reads the value that has just begun. */
    void reasoning(List<Extra> extras) throws UnsupportedException {
        if (cursor.token() != JsonToken.OBJECT) {
            throw new UnsupportedException("reasoning", "'reasoning' has to be an object");
        }
        while (cursor.next() == JsonToken.NAME) {
            switch (cursor.nameIn(REASONING)) {
                case 0 -> effort(extras);
                case 1, 2 -> show = string() == null ? show : Boolean.TRUE;
                default -> unknown("reasoning.", extras);
            }
        }
    }

    private void effort(List<Extra> extras) {
        final JsonValue value = cursor.value();
        final JsonString word = cursor.string();
        effort = Effort.of(word);
        if (effort == null && !value.is("null")) {
            extras.add(new Extra("reasoning.effort", value, Extra.Fate.DROP));
        }
    }

    private void unknown(String path, List<Extra> extras) {
        final String name = path + cursor.text();
        final JsonValue value = cursor.value();
        if (!value.is("null")) {
            extras.add(new Extra(name, value, Extra.Fate.DROP));
        }
    }

    private @Nullable Boolean bool() {
        final int token = cursor.next();
        cursor.skip();
        return token == JsonToken.TRUE ? Boolean.TRUE : token == JsonToken.FALSE ? Boolean.FALSE : null;
    }

    private @Nullable JsonString string() {
        if (cursor.next() == JsonToken.STRING) {
            return cursor.string();
        }
        cursor.skip();
        return null;
    }
}

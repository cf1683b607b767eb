package io.sluice.codec.dialect.responses;

import io.sluice.codec.dialect.neutral.Extra;
import io.sluice.codec.dialect.neutral.Tool;
import io.sluice.codec.dialect.neutral.ToolChoice;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonString;
import io.sluice.codec.json.JsonToken;
import io.sluice.codec.json.JsonValue;
import io.sluice.codec.json.NameTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the tools a client offers, and which of them it wants called. Owned by one reader, reused. */
final class ToolReader {
    private enum Field {
        TYPE,
        NAME,
        DESCRIPTION,
        PARAMETERS,
        STRICT,
        MODE,
        TOOLS,
        DEFER_LOADING,
        OUTPUT_SCHEMA,
        ALLOWED_CALLERS
    }

    private static final Field[] FIELDS = Field.values();
    private static final NameTable FIELD_NAMES = NameTable.ofLowerCase(FIELDS);

    private final JsonCursor body;
    private final JsonCursor scratch = new JsonCursor();

    private JsonCursor cursor;

    private @Nullable JsonString type;
    private @Nullable JsonString name;
    private @Nullable JsonString description;
    private @Nullable JsonString mode;
    private @Nullable JsonValue parameters;
    private @Nullable JsonValue allowed;
    private @Nullable Boolean strict;

    ToolReader(JsonCursor body) {
        this.body = body;
        cursor = scratch;
    }

    /** Reads the value that has just begun in the body. */
    List<Tool> tools(List<Extra> extras) throws UnsupportedException {
        cursor = body;
        if (cursor.token() != JsonToken.ARRAY) {
            throw new UnsupportedException("tools", "'tools' has to be an array");
        }
        final List<Tool> tools = new ArrayList<>();
        while (cursor.next() == JsonToken.OBJECT) {
            object(extras);
            if (cursor.failed()) {
                break;
            }
            if (type == null || !type.is("function")) {
                throw foreign(place(tools.size()));
            }
            if (name == null) {
                throw new UnsupportedException(place(tools.size()) + ".name", "a function has no name");
            }
            tools.add(new Tool(name, description, parameters, strict, null));
        }
        if (cursor.token() != JsonToken.ARRAY_END && !cursor.failed()) {
            throw new UnsupportedException(place(tools.size()), "a tool has to be an object");
        }
        return tools;
    }

    private static String place(int tool) {
        return "tools[" + tool + ']';
    }

    private UnsupportedException foreign(String place) {
        final String said = type == null ? "" : type.text();
        return new UnsupportedException(
                place + ".type", "a tool of type '" + said + "' is a service of the vendor that no other has");
    }

    ToolChoice choice(JsonValue value) throws UnsupportedException {
        cursor = scratch;
        if (value.isObject()) {
            value.read(cursor);
            cursor.next();
            object(null);
            return objectChoice();
        }
        if (value.is("\"auto\"")) {
            return new ToolChoice.Auto();
        }
        if (value.is("\"none\"")) {
            return new ToolChoice.None();
        }
        if (value.is("\"required\"")) {
            return new ToolChoice.Any();
        }
        throw new UnsupportedException("tool_choice", "'tool_choice' has to be auto, none, required or an object");
    }

    private ToolChoice objectChoice() throws UnsupportedException {
        if (type != null && type.is("function") && name != null) {
            return new ToolChoice.Named(name);
        }
        if (type != null && type.is("allowed_tools") && allowed != null) {
            final boolean mustCall = mode != null && mode.is("required");
            return new ToolChoice.Allowed(mustCall, names(allowed));
        }
        throw foreign("tool_choice");
    }

    private List<JsonString> names(JsonValue tools) throws UnsupportedException {
        tools.read(cursor);
        final List<JsonString> names = new ArrayList<>();
        if (cursor.next() == JsonToken.ARRAY) {
            while (cursor.next() == JsonToken.OBJECT) {
                object(null);
                if (name == null || type == null || !type.is("function")) {
                    throw foreign("tool_choice.tools[" + names.size() + "]");
                }
                names.add(name);
            }
        }
        return names;
    }

    private void object(@Nullable List<Extra> extras) {
        type = null;
        name = null;
        description = null;
        mode = null;
        parameters = null;
        allowed = null;
        strict = null;
        while (cursor.next() == JsonToken.NAME) {
            final int field = cursor.nameIn(FIELD_NAMES);
            if (field < 0) {
                unknown(cursor.text(), extras);
            } else {
                member(FIELDS[field], extras);
            }
        }
    }

    private void member(Field field, @Nullable List<Extra> extras) {
        switch (field) {
            case TYPE -> type = string();
            case NAME -> name = string();
            case DESCRIPTION -> description = string();
            case MODE -> mode = string();
            case PARAMETERS -> parameters = valueOrNull();
            case TOOLS -> allowed = valueOrNull();
            case STRICT -> {
                final int token = cursor.next();
                strict = token == JsonToken.TRUE ? Boolean.TRUE : token == JsonToken.FALSE ? Boolean.FALSE : null;
                cursor.skip();
            }
            case DEFER_LOADING, OUTPUT_SCHEMA, ALLOWED_CALLERS -> unknown(cursor.text(), extras);
        }
    }

    private void unknown(String member, @Nullable List<Extra> extras) {
        final JsonValue value = cursor.value();
        if (extras != null && !value.is("null")) {
            extras.add(new Extra("tools." + member, value, Extra.Fate.DROP));
        }
    }

    private @Nullable JsonString string() {
        if (cursor.next() == JsonToken.STRING) {
            return cursor.string();
        }
        cursor.skip();
        return null;
    }

    private @Nullable JsonValue valueOrNull() {
        final JsonValue value = cursor.value();
        return value.is("null") ? null : value;
    }
}

package io.sluice.server.translation;

/**
 * Value: what a client is to ask, whichever it is.
 *
 * @param model the gateway's name for it
 * @param tools whether it offers {@link TranslatedClientSuite#TOOLS}
 * @param image whether it shows {@link TranslatedClientSuite#PNG}
 * @param schema whether it wants an answer of {@link TranslatedClientSuite#SCHEMA}
 * @param thinks whether it wants a little reasoning, and to see it
 */
record Ask(String model, boolean tools, boolean image, boolean schema, boolean thinks) {
    static Ask of(String model) {
        return new Ask(model, false, false, false, false);
    }

    Ask withTools() {
        return new Ask(model, true, image, schema, thinks);
    }

    Ask withImage() {
        return new Ask(model, tools, true, schema, thinks);
    }

    Ask withSchema() {
        return new Ask(model, tools, image, true, thinks);
    }

    Ask withThinking() {
        return new Ask(model, tools, image, schema, true);
    }
}

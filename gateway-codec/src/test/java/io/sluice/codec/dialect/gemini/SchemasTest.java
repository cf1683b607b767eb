package io.sluice.codec.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.codec.dialect.Dialect;
import io.sluice.codec.dialect.neutral.Losses;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.json.JsonCursor;
import io.sluice.codec.json.JsonValue;
import org.junit.jupiter.api.Test;

/** JSON Schema in the vendor's own form, and back. */
class SchemasTest {
    private final Losses losses = new Losses();

    private String toOpenApi(String schema) throws UnsupportedException {
        losses.begin(false);
        return Schemas.toOpenApi(JsonValue.of(schema.replace('\'', '"')), losses, Dialect.GEMINI)
                .text()
                .replace('"', '\'');
    }

    private static String fromOpenApi(String schema) {
        return Schemas.fromOpenApi(JsonValue.of(schema.replace('\'', '"')))
                .text()
                .replace('"', '\'');
    }

    @Test
    void typesAreUpperCaseAndNullIsAFlag() throws Exception {
        assertThat(toOpenApi("{'type':['integer','null']}")).isEqualTo("{'nullable':true,'type':'INTEGER'}");
        assertThat(toOpenApi("{'type':['integer','string']}"))
                .isEqualTo("{'anyOf':[{'type':'INTEGER'},{'type':'STRING'}]}");
        assertThat(toOpenApi("{'anyOf':[{'type':'string','minLength':1},{'type':'null'}],'title':'t'}"))
                .isEqualTo("{'nullable':true,'type':'STRING','minLength':1,'title':'t'}");
        assertThat(losses.dropped()).isEmpty();
    }

    @Test
    void oneOfIsAnyOfAndConstIsAnEnum() throws Exception {
        assertThat(toOpenApi("{'oneOf':[{'const':'a'},{'type':'number'}]}"))
                .isEqualTo("{'anyOf':[{'enum':['a'],'type':'STRING'},{'type':'NUMBER'}]}");
        assertThat(losses.dropped()).isEmpty();
    }

    @Test
    void valuesThatAreNoStringsBecomeSomeAndAreReported() throws Exception {
        assertThat(toOpenApi("{'type':'integer','enum':[1,2.50,null,'x']}"))
                .isEqualTo("{'type':'STRING','nullable':true,'enum':['1','2.50','x']}");
        assertThat(losses.dropped()).containsExactly("schema.enum");
    }

    @Test
    void referencesAreFollowed() throws Exception {
        assertThat(toOpenApi("{'$defs':{'a~b/c':{'type':'string'},'x':{'$ref':'#/$defs/a~0b~1c'}},'type':'object',"
                        + "'properties':{'p':{'$ref':'#/$defs/x','description':'d'},'q':{'$ref':'#/$defs/x'}}}"))
                .isEqualTo(
                        "{'type':'OBJECT','properties':{'p':{'type':'STRING','description':'d'},'q':{'type':'STRING'}}}");
        assertThat(losses.dropped()).isEmpty();
    }

    @Test
    void aSchemaThatRefersToItselfOrToNothingIsRefused() {
        for (final String schema : new String[] {
            "{'properties':{'p':{'$ref':'#'}}}",
            "{'$ref':'#/$defs/a','$defs':{'a':{'allOf':[{'$ref':'#/$defs/a'}]}}}",
            "{'$ref':'#/$defs/none'}",
            "{'$ref':'https://example.com/a'}"
        }) {
            assertThatThrownBy(() -> toOpenApi(schema)).as(schema).isInstanceOf(UnsupportedException.class);
        }
    }

    @Test
    void referencesThatMultiplyAreRefused() {
        final StringBuilder schema = new StringBuilder("{'$ref':'#/$defs/a0','$defs':{");
        for (int i = 0; i < 30; i++) {
            final String next = "{'$ref':'#/$defs/a" + (i + 1) + "'}";
            schema.append("'a")
                    .append(i)
                    .append("':{'properties':{'x':")
                    .append(next)
                    .append(",'y':");
            schema.append(next).append("}},");
        }
        schema.append("'a30':{'type':'string'}}}");
        assertThatThrownBy(() -> toOpenApi(schema.toString()))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("10000");
    }

    @Test
    void allOfIsMerged() throws Exception {
        assertThat(toOpenApi("{'type':'object','properties':{'a':{'type':'string'}},'required':['a'],'allOf':"
                        + "[{'properties':{'b':{'type':'number'}},'required':['a','b']},{'description':'d'}]}"))
                .isEqualTo(
                        "{'type':'OBJECT','properties':{'a':{'type':'STRING'},'b':{'type':'NUMBER'}},'required':['a','b'],"
                                + "'description':'d'}");
        assertThat(losses.dropped()).isEmpty();
    }

    @Test
    void whatTheFormCannotSayIsDroppedAndReported() throws Exception {
        assertThat(toOpenApi("{'type':'object','additionalProperties':false,'patternProperties':{},'not':{},'if':{},"
                        + "'properties':{'n':{'type':'number','exclusiveMinimum':1,'minimum':2.0},"
                        + "'s':{'type':'string','format':'uuid'},'d':{'type':'string','format':'date-time'}}}"))
                .isEqualTo("{'type':'OBJECT','properties':{'n':{'type':'NUMBER','minimum':2.0},'s':{'type':'STRING'},"
                        + "'d':{'type':'STRING','format':'date-time'}}}");
        assertThat(losses.dropped())
                .containsExactly(
                        "schema.additionalProperties",
                        "schema.patternProperties",
                        "schema.not",
                        "schema.if",
                        "schema.exclusiveMinimum",
                        "schema.format");
    }

    @Test
    void anObjectWithoutPropertiesHasNone() throws Exception {
        assertThat(toOpenApi("{'type':'object','properties':{}}")).isEqualTo("{'type':'OBJECT'}");
        assertThat(toOpenApi("{'type':'array','items':true}")).isEqualTo("{'type':'ARRAY','items':{}}");
    }

    @Test
    void theVendorsFormBecomesJsonSchema() {
        assertThat(fromOpenApi(
                        "{'type':'OBJECT','properties':{'nullable':{'type':'STRING','nullable':true,'enum':['a'],"
                                + "'format':'enum'},'l':{'type':'ARRAY','items':{'type':'INTEGER'},'minItems':'1','max_items':3}},"
                                + "'required':['l'],'propertyOrdering':['l'],'example':{'x':1}}"))
                .isEqualTo("{'type':'object','properties':{'nullable':{'type':['string','null'],'enum':['a',null]},"
                        + "'l':{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':3}},'required':['l'],"
                        + "'examples':[{'x':1}]}");
        assertThat(fromOpenApi("{'any_of':[{'type':'STRING'},{'type':'NUMBER'}],'nullable':true}"))
                .isEqualTo("{'anyOf':[{'type':'string'},{'type':'number'},{'type':'null'}]}");
    }

    @Test
    void whatIsNoSchemaStaysWhatItIs() throws Exception {
        assertThat(fromOpenApi("true")).isEqualTo("true");
        assertThat(toOpenApi("[1]")).isEqualTo("{}");
        assertThat(Schemas.plain(JsonValue.of("[ 1 ]"), new JsonCursor())).isEqualTo(JsonValue.of("[ 1 ]"));
    }
}

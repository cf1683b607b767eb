package io.sluice.codec.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelListWriterTest {
    private static final long CREATED = 1_767_225_600;

    @Test
    void listsModelsInOpenAisShape() throws JsonProcessingException {
        assertThat(list(Dialect.OPENAI, "gpt-4o", "a/\"b"))
                .isEqualTo(json("{'object':'list','data':["
                        + "{'id':'gpt-4o','object':'model','created':1767225600,'owned_by':'sluice'},"
                        + "{'id':'a/\\'b','object':'model','created':1767225600,'owned_by':'sluice'}]}"));
    }

    @Test
    void listsModelsInAnthropicsShape() throws JsonProcessingException {
        assertThat(list(Dialect.ANTHROPIC, "claude-a", "claude-b"))
                .isEqualTo(json("{'data':[{'type':'model','id':'claude-a','display_name':'claude-a','created_at':"
                        + "'2026-01-01T00:00:00Z'},{'type':'model','id':'claude-b','display_name':'claude-b',"
                        + "'created_at':'2026-01-01T00:00:00Z'}],'has_more':false,'first_id':'claude-a',"
                        + "'last_id':'claude-b'}"));
        assertThat(list(Dialect.ANTHROPIC))
                .isEqualTo(json("{'data':[],'has_more':false,'first_id':null,'last_id':null}"));
    }

    @Test
    void listsModelsInGeminisShape() throws JsonProcessingException {
        assertThat(list(Dialect.GEMINI, "gemini-x"))
                .isEqualTo(json("{'models':[{'name':'models/gemini-x','displayName':'gemini-x',"
                        + "'supportedGenerationMethods':['generateContent','streamGenerateContent','countTokens',"
                        + "'embedContent']}]}"));
    }

    @Test
    void showsOneModelAsTheListDoes() throws JsonProcessingException {
        for (Dialect surface : List.of(Dialect.OPENAI, Dialect.ANTHROPIC, Dialect.GEMINI)) {
            final JsonNode listed = list(surface, "m")
                    .path(surface == Dialect.GEMINI ? "models" : "data")
                    .get(0);

            assertThat(parsed(ModelListWriter.one(surface, "m", CREATED, UnpooledByteBufAllocator.DEFAULT)))
                    .isEqualTo(listed);
        }
    }

    private static JsonNode list(Dialect surface, String... models) throws JsonProcessingException {
        return parsed(ModelListWriter.list(surface, List.of(models), CREATED, UnpooledByteBufAllocator.DEFAULT));
    }

    private static JsonNode parsed(ByteBuf given) throws JsonProcessingException {
        try {
            return Fixtures.JSON.readTree(given.toString(UTF_8));
        } finally {
            given.release();
        }
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Fixtures.JSON.readTree(text.replace('\'', '"'));
    }
}

package io.sluice.codec.dialect.openai;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.codec.dialect.neutral.Request;
import io.sluice.codec.dialect.neutral.RequestReader.Hints;
import io.sluice.codec.dialect.neutral.SystemText;
import io.sluice.codec.dialect.neutral.TranslateSettings;
import io.sluice.codec.dialect.neutral.TranslateSettings.CacheBreakpoints;
import io.sluice.codec.dialect.neutral.UnsupportedException;
import io.sluice.codec.dialect.neutral.Work;
import io.sluice.codec.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What the tests of this dialect begin with. */
final class Translating {
    private Translating() {}

    static Work work() {
        return work(TranslateSettings.DEFAULT);
    }

    static Work work(TranslateSettings settings) {
        final Work work = new Work();
        work.begin(settings, "0123456789abcdef".repeat(3), 1_767_225_600, 1 << 20);
        return work;
    }

    /** For an upstream that takes cache marks. */
    static Work marking() {
        final TranslateSettings plain = TranslateSettings.DEFAULT;
        return work(new TranslateSettings(
                false,
                plain.defaultMaxTokens(),
                plain.anthropicVersion(),
                false,
                plain.thinking(),
                false,
                false,
                true,
                plain.remoteMedia(),
                false,
                false,
                Set.of(),
                CacheBreakpoints.YES,
                true,
                plain.reasoningSummary()));
    }

    /** The work of a request for a stream with usage. */
    static Work asked(Work work) throws UnsupportedException {
        work.request(read("{'model':'m','stream':true,'stream_options':{'include_usage':true},"
                + "'messages':[{'role':'user','content':'x'}]}"));
        return work;
    }

    /** Reads a request; single quotes stand for double ones. */
    static Request read(String json) throws UnsupportedException {
        return OpenAiCodec.INSTANCE.newRequestReader().read(JsonValue.of(json.replace('\'', '"')), Hints.NONE);
    }

    /** Writes a request for the upstream model {@code up}. */
    static String write(Request request, Work work) throws UnsupportedException {
        final ByteBuf out = Unpooled.buffer();
        OpenAiCodec.INSTANCE.newRequestWriter().write(request, "up", work, false, out);
        return new String(bytes(out), StandardCharsets.UTF_8);
    }

    static byte[] bytes(ByteBuf out) {
        final byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    /** Without what tells only how it was written: where the instructions stood is lost. */
    static Request plain(Request request) {
        return new Request(
                request.model(),
                request.stream(),
                request.includeUsage(),
                request.system().stream()
                        .map(text -> new SystemText(text.text(), text.cache(), 0))
                        .toList(),
                request.turns(),
                request.toolbox(),
                request.sampling(),
                request.answering(),
                request.thinking(),
                request.account(),
                List.of(),
                List.of());
    }
}

package io.sluice.codec.http;

/** What somebody could do with bytes that two readers understand in two ways, or that never end. Value. */
public enum Threat {
    LINES("request smuggling and response splitting: readers that end lines elsewhere see other lines"),
    FRAMING("request smuggling: readers that disagree on where a body ends take its rest for a message"),
    FIELDS("smuggling: a reader that repairs a line sees another request, or other fields, than the one before it"),
    HIDDEN_LENGTH("request smuggling: a reader that drops or repairs the line loses, or gains, a framing field"),
    ROUTING("misrouting: hosts are told apart by what two readers take from different places"),
    PATH("a way around rules for paths: what is matched here is not what the next reader resolves"),
    PROTOCOL("misunderstanding: the rest of the connection is in another protocol than was checked"),
    TUNNEL("a tunnel through the gateway that nothing looks into"),
    REFLECTION("credentials that only the connection knows, reflected to whoever asks"),
    INJECTION("control characters that reach logs, terminals and readers written in C"),
    EXHAUSTION("exhaustion of memory or time by a message that never ends"),
    HANGING("a peer left waiting: for a body that can't come, or a promise that nobody keeps"),
    CROSS_TALK("response desynchronisation: bytes that nobody asked for become the next client's answer"),
    DECEIT("an answer that isn't whole and looks it, or is no answer and is taken for one");

    private final String words;

    Threat(final String words) {
        this.words = words;
    }

    /** For people: what it is, and how it comes about. */
    public String words() {
        return words;
    }
}

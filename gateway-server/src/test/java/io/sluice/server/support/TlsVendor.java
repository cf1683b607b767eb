package io.sluice.server.support;

import io.sluice.server.tls.TestAuthority;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A vendor of chat completions on the JDK's own TLS. Answers one request a connection, as a stream when asked for one, and
 * tells what each handshake was like.
 */
public final class TlsVendor implements AutoCloseable {
    /** What it answers, as the content of the one choice. */
    public static final String CONTENT = "told in confidence";

    private static final String UNARY =
            "{\"id\":\"1\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"" + CONTENT
                    + "\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":3,\"total_tokens\":4}}";
    private static final String STREAM = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + CONTENT
            + "\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":3,\"total_tokens\":4}}\n\n"
            + "data: [DONE]\n\n";

    private final ServerSocket listening;
    private final SSLContext context;
    private final String[] protocols;
    private final Set<Long> begun = new HashSet<>();
    private final List<Handshake> handshakes = new CopyOnWriteArrayList<>();
    private volatile boolean endsTls = true;

    /**
     * Value: what was agreed on.
     *
     * @param names asked for by the client's SNI
     * @param resumed whether the session had begun in an earlier handshake
     */
    public record Handshake(String protocol, List<String> names, boolean resumed) {}

    private TlsVendor(TestAuthority.Issued issued, String... protocols) throws GeneralSecurityException, IOException {
        this.protocols = protocols;
        this.context = issued.serverContext();
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    public static TlsVendor start(TestAuthority.Issued issued, String... protocols)
            throws GeneralSecurityException, IOException {
        final TlsVendor vendor = new TlsVendor(issued, protocols);
        Thread.ofPlatform().daemon().name("tls-vendor").start(vendor::serve);
        return vendor;
    }

    /** From now on it says no length, and cuts the connection without ending TLS, in the middle of its answer. */
    public void cutAnswers() {
        endsTls = false;
    }

    public int port() {
        return listening.getLocalPort();
    }

    public List<Handshake> handshakes() {
        return handshakes;
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (Socket accepted = listening.accept()) {
                answer(accepted);
            } catch (IOException over) {
                // the peer has given up, or this vendor closes
            }
        }
    }

    private void answer(Socket accepted) throws IOException {
        final SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true);
        socket.setUseClientMode(false);
        socket.setEnabledProtocols(protocols);
        socket.startHandshake();
        final ExtendedSSLSession session = (ExtendedSSLSession) socket.getSession();
        final List<String> names = new ArrayList<>();
        session.getRequestedServerNames().forEach(name -> names.add(((SNIHostName) name).getAsciiName()));
        handshakes.add(new Handshake(session.getProtocol(), names, !begun.add(session.getCreationTime())));
        final String body = readRequest(new BufferedInputStream(socket.getInputStream()));
        final boolean streams = body.contains("\"stream\":true");
        final String content = streams ? STREAM : UNARY;
        final String type = streams ? "text/event-stream" : "application/json";
        final String length = endsTls ? "content-length: " + content.length() + "\r\n" : "";
        final String cutAfter = streams ? "\n\n" : CONTENT;
        final String sent = endsTls ? content : content.substring(0, content.indexOf(cutAfter) + cutAfter.length());
        socket.getOutputStream()
                .write(("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\nconnection: close\r\n" + length + "\r\n"
                                + sent)
                        .getBytes(StandardCharsets.US_ASCII));
        if (endsTls) {
            socket.close();
        } else {
            accepted.shutdownOutput();
            accepted.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    private static String readRequest(InputStream in) throws IOException {
        final StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            final int read = in.read();
            if (read < 0) {
                throw new IOException("left within the head");
            }
            head.append((char) read);
        }
        final String field = "content-length: ";
        final int at = head.indexOf(field) + field.length();
        final int length = Integer.parseInt(head.substring(at, head.indexOf("\r\n", at)));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}

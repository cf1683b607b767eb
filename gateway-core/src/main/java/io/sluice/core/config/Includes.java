package io.sluice.core.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** Parses config files and what they include: only files, each must be there, none may include itself. */
final class Includes implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private static final ConfigObject NOTHING = ConfigFactory.empty().root();

    private final Consumer<ConfigFault> faults;
    private final Deque<Path> open = new ArrayDeque<>();
    private final Deque<String> texts = new ArrayDeque<>();

    /** @param faults takes what is wrong, as it's found */
    Includes(Consumer<ConfigFault> faults) {
        this.faults = faults;
    }

    /** What the file holds, unresolved; empty when it can't be read, which is a fault. */
    ConfigObject parse(Path file) {
        final String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            faults.accept(new ConfigFault(file.toString(), 0, "", "can't be read: " + FileTexts.reason(e)));
            return NOTHING;
        }
        return parse(file, text);
    }

    ConfigObject parse(Path file, String text) {
        open.addLast(file);
        texts.addLast(text);
        try {
            final ConfigParseOptions options = ConfigParseOptions.defaults()
                    .setSyntax(ConfigSyntax.CONF)
                    .setOriginDescription(file.toString())
                    .setIncluder(this);
            return ConfigFactory.parseString(text, options).root();
        } catch (ConfigException e) {
            faults.accept(SyntaxFaults.of(e, file));
            return NOTHING;
        } catch (StackOverflowError e) {
            faults.accept(new ConfigFault(file.toString(), 0, "", "is nested too deeply"));
            return NOTHING;
        } finally {
            open.removeLast();
            texts.removeLast();
        }
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
        final Path from = open.getLast();
        final Path file;
        try {
            file = from.resolveSibling(what);
        } catch (InvalidPathException e) {
            return refuse(what, "must name a file");
        }
        if (open.contains(file)) {
            return refuse(what, "includes itself");
        }
        final String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            return refuse(what, "can't be read: " + FileTexts.reason(e));
        }
        return parse(file, text);
    }

    private ConfigObject refuse(String what, String reason) {
        final int line = lineOf(what, texts.getLast());
        faults.accept(new ConfigFault(open.getLast().toString(), line, "include " + Texts.quoted(what), reason));
        return NOTHING;
    }

    private static int lineOf(String what, String text) {
        final String quoted = '"' + what + '"';
        final List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("include") && lines.get(i).contains(quoted)) {
                return i + 1;
            }
        }
        return 0;
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
        return include(context, what.getPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
        return refuse(what.toString(), "must name a file, not a URL");
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
        return refuse(what, "must name a file, not a class path resource");
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
        return this;
    }
}

package io.sluice.core.config;

import java.nio.file.Path;

/** Value: a server's certificate chain and its private key, both PEM files that are read again when they change. */
public record TlsFiles(Path certificate, Path privateKey) {}

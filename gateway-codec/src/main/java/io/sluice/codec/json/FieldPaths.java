package io.sluice.codec.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values a {@link BodyScanner} watches for, as dotted paths: {@code model}, {@code stream_options.include_usage}; {@code []} stands for every element of an array:
 * {@code [].usageMetadata.totalTokenCount}. Immutable, shared by any number of scanners; a path is known by its position. Names with a dot in them can't be watched.
 */
public final class FieldPaths {
    /** Most segments a path may have. */
    static final int MAX_LEVELS = 8;

    /** Most places, those between the root and a path included: each is a bit of a long. */
    static final int MAX_NODES = Long.SIZE;

    static final int ROOT = 0;
    static final int NONE = -1;

    private static final String ELEMENT = "[]";

    private final String[] paths;
    private final int[] parents;
    private final int[] pathOfNode;
    private final byte[][] names;
    private final int[] firstChild;
    private final int[] nextSibling;
    private final int[] elements;
    /** Which lengths the names of a node's children have, a bit each: most names are none of them, and this tells most of those. */
    private final long[] childLengths;

    private final int longestName;

    private FieldPaths(String[] paths, List<Node> nodes) {
        final int count = nodes.size();
        this.paths = paths;
        this.parents = new int[count];
        this.pathOfNode = new int[count];
        this.names = new byte[count][];
        this.firstChild = new int[count];
        this.nextSibling = new int[count];
        this.elements = new int[count];
        this.childLengths = new long[count];
        int longest = 0;
        for (int i = 0; i < count; i++) {
            final Node node = nodes.get(i);
            parents[i] = node.parent;
            pathOfNode[i] = node.path;
            names[i] = node.name.getBytes(StandardCharsets.UTF_8);
            firstChild[i] = node.firstChild;
            nextSibling[i] = node.nextSibling;
            elements[i] = node.element;
            if (i != ROOT) {
                childLengths[node.parent] |= lengthBit(names[i].length);
            }
            longest = Math.max(longest, names[i].length);
        }
        this.longestName = longest;
    }

    /** @throws IllegalArgumentException if a path is empty, too deep or given twice, or there are too many */
    public static FieldPaths of(String... paths) {
        final List<Node> nodes = new ArrayList<>();
        nodes.add(new Node("", NONE));
        for (int i = 0; i < paths.length; i++) {
            add(nodes, paths[i], i);
        }
        if (nodes.size() > MAX_NODES) {
            throw new IllegalArgumentException("more than " + MAX_NODES + " places");
        }
        return new FieldPaths(paths.clone(), nodes);
    }

    private static void add(List<Node> nodes, String path, int index) {
        final String[] segments = path.split("\\.", -1);
        if (segments.length > MAX_LEVELS) {
            throw new IllegalArgumentException("more than " + MAX_LEVELS + " levels: " + path);
        }
        int at = ROOT;
        for (final String segment : segments) {
            if (segment.isEmpty()) {
                throw new IllegalArgumentException("empty name in a path: " + path);
            }
            at = segment.equals(ELEMENT) ? element(nodes, at) : child(nodes, at, segment);
        }
        final Node node = nodes.get(at);
        if (node.path != NONE) {
            throw new IllegalArgumentException("given twice: " + path);
        }
        node.path = index;
    }

    private static int element(List<Node> nodes, int parent) {
        final Node node = nodes.get(parent);
        if (node.element == NONE) {
            node.element = nodes.size();
            nodes.add(new Node(ELEMENT, parent));
        }
        return node.element;
    }

    private static int child(List<Node> nodes, int parent, String name) {
        for (int i = nodes.get(parent).firstChild; i != NONE; i = nodes.get(i).nextSibling) {
            if (nodes.get(i).name.equals(name)) {
                return i;
            }
        }
        final Node node = new Node(name, parent);
        node.nextSibling = nodes.get(parent).firstChild;
        nodes.get(parent).firstChild = nodes.size();
        nodes.add(node);
        return nodes.size() - 1;
    }

    public int size() {
        return paths.length;
    }

    /** The path as it was given. */
    public String path(int index) {
        return paths[index];
    }

    /** Position of a path, or -1. For setting up: compares strings. */
    public int indexOf(String path) {
        for (int i = 0; i < paths.length; i++) {
            if (paths[i].equals(path)) {
                return i;
            }
        }
        return NONE;
    }

    /** Some of the paths, as {@link BodyScanner#isAnyNamed} asks for them. For setting up. */
    public long setOf(String... some) {
        long set = 0;
        for (final String path : some) {
            set |= 1L << nodeOf(indexOf(path));
        }
        return set;
    }

    private int nodeOf(int path) {
        for (int node = 0; path != NONE && node < pathOfNode.length; node++) {
            if (pathOfNode[node] == path) {
                return node;
            }
        }
        throw new IllegalArgumentException("no such path");
    }

    /** Bytes of the longest name watched for. */
    int longestName() {
        return longestName;
    }

    int nodeCount() {
        return parents.length;
    }

    int pathOf(int node) {
        return pathOfNode[node];
    }

    int parentOf(int node) {
        return parents[node];
    }

    boolean isElement(int node) {
        return node != ROOT && elements[parents[node]] == node;
    }

    boolean isBelow(int node, int ancestor) {
        for (int i = parents[node]; i != NONE; i = parents[i]) {
            if (i == ancestor) {
                return true;
            }
        }
        return false;
    }

    /** The dotted path of a node, for a message. */
    String nameOf(int node) {
        final String own = new String(names[node], StandardCharsets.UTF_8);
        return parents[node] == ROOT ? own : nameOf(parents[node]) + "." + own;
    }

    boolean hasNames(int node) {
        return firstChild[node] != NONE;
    }

    int elementOf(int node) {
        return elements[node];
    }

    /** Whether nothing inside the value at this node is watched. */
    boolean isLeaf(int node) {
        return firstChild[node] == NONE && elements[node] == NONE;
    }

    int childOf(int node, byte[] in, int index, int length) {
        if ((childLengths[node] & lengthBit(length)) == 0) {
            return NONE;
        }
        for (int i = firstChild[node]; i != NONE; i = nextSibling[i]) {
            if (names[i].length == length && Arrays.equals(names[i], 0, length, in, index, index + length)) {
                return i;
            }
        }
        return NONE;
    }

    private static long lengthBit(int length) {
        return 1L << Math.min(length, Long.SIZE - 1);
    }

    private static final class Node {
        final String name;
        final int parent;
        int path = NONE;
        int element = NONE;
        int firstChild = NONE;
        int nextSibling = NONE;

        Node(String name, int parent) {
            this.name = name;
            this.parent = parent;
        }
    }
}

package org.xdpbroker.cli.text;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Standard output, for text; line by line. A {@link PrintWriter} tells that something failed, and this what. */
public final class StandardOutput extends PrintWriter {

    private final Stream stream;

    private StandardOutput(Stream stream) {
        super(stream, true, StandardCharsets.UTF_8);
        this.stream = stream;
    }

    public static StandardOutput open() {
        return new StandardOutput(new Stream(new FileOutputStream(FileDescriptor.out)));
    }

    /**
     * Writes out what has gathered.
     *
     * @param out standard output, or what stands for it
     * @throws IOException if anything of what was written to it so far got lost
     */
    public static void check(PrintWriter out) throws IOException {
        if (out.checkError()) {
            IOException failure = out instanceof StandardOutput output ? output.stream.failure : null;
            throw new IOException(
                    "cannot write to standard output" + (failure == null ? "" : ": " + failure.getMessage()), failure);
        }
    }

    /** Remembers what failed first. */
    private static final class Stream extends OutputStream {

        private final OutputStream out;
        private volatile @Nullable IOException failure;

        Stream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                }
                throw e;
            }
        }
    }
}

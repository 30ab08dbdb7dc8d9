package org.fengsui.attachment;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Makes small pictures of photos, so that a page with twenty of them opens on a phone. */
final class Thumbnails {

    /** Longer side, in pixels; our own choice: sharp on a phone in a gallery of two columns. */
    private static final int SIDE = 320;
    /** A picture that claims to be larger is not opened, lest it fill the memory. */
    private static final long MOST_PIXELS = 120_000_000;

    private Thumbnails() {
    }

    /** @return a JPEG, upright; empty when the file is no picture that Java reads */
    static Optional<byte[]> of(Path file) throws IOException {
        Optional<BufferedImage> read = read(file);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(small(read.get(), orientation(file)), "jpeg", out);
        return Optional.of(out.toByteArray());
    }

    private static Optional<BufferedImage> read(Path file) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return Optional.empty();
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                int width = reader.getWidth(0);
                int height = reader.getHeight(0);
                if ((long) width * height > MOST_PIXELS) {
                    return Optional.empty();
                }
                ImageReadParam parameters = reader.getDefaultReadParam();
                // Half as much again as is needed: the rest is scaled smoothly.
                int step = Math.max(1, Math.max(width, height) / (2 * SIDE));
                parameters.setSourceSubsampling(step, step, 0, 0);
                return Optional.of(reader.read(0, parameters));
            } catch (IOException | RuntimeException e) {
                // Java's readers answer broken or unusual pictures with either; the whole file is shown instead.
                return Optional.empty();
            } finally {
                reader.dispose();
            }
        }
    }

    private static BufferedImage small(BufferedImage picture, int orientation) {
        double scale = Math.min(1.0, (double) SIDE / Math.max(picture.getWidth(), picture.getHeight()));
        int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
        boolean lying = orientation >= 5;
        BufferedImage small = new BufferedImage(lying ? height : width, lying ? width : height,
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = small.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, small.getWidth(), small.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.transform(upright(orientation, width, height));
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return small;
    }

    /** Turns and mirrors as the EXIF orientation 1 to 8 asks for. */
    private static AffineTransform upright(int orientation, int width, int height) {
        return switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
    }

    /** The EXIF orientation of a JPEG, which phones write instead of turning the picture; 1 when there is none. */
    static int orientation(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            byte[] start = in.readNBytes(64 * 1024);
            ByteBuffer bytes = ByteBuffer.wrap(start);
            int at = 2;
            if (start.length < 4 || (bytes.getShort(0) & 0xFFFF) != 0xFFD8) {
                return 1;
            }
            while (at + 4 <= start.length && (start[at] & 0xFF) == 0xFF) {
                int marker = start[at + 1] & 0xFF;
                int length = bytes.getShort(at + 2) & 0xFFFF;
                if (marker == 0xE1 && at + 18 <= start.length && bytes.getInt(at + 4) == 0x45786966) {
                    return orientation(bytes, at + 10, Math.min(start.length, at + 2 + length));
                }
                if (marker == 0xDA || length < 2) {
                    return 1;
                }
                at += 2 + length;
            }
            return 1;
        }
    }

    /** Reads the tag 0x0112 of the first directory of a TIFF block. */
    private static int orientation(ByteBuffer bytes, int tiff, int end) {
        ByteBuffer block = bytes.duplicate()
                .order(bytes.getShort(tiff) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        long directory = tiff + (block.getInt(tiff + 4) & 0xFFFFFFFFL);
        if (directory + 2 > end) {
            return 1;
        }
        int entries = block.getShort((int) directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + 12L * i;
            if (entry + 12 > end) {
                return 1;
            }
            if ((block.getShort((int) entry) & 0xFFFF) == 0x0112) {
                int orientation = block.getShort((int) entry + 8) & 0xFFFF;
                return orientation >= 1 && orientation <= 8 ? orientation : 1;
            }
        }
        return 1;
    }
}

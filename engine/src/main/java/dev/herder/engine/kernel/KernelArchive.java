package dev.herder.engine.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Assembles the TorchScript archive of the kernels in memory.
 *
 * <p>An archive is a ZIP of stored entries: pickled data, pickled constants, source and a format
 * version. The kernels are free functions, one file per concern; each becomes also a method of the
 * one class {@code Kernels}, because only methods can be called from outside.
 */
final class KernelArchive {
  private static final List<String> FILES =
      List.of(
          "tensors",
          "norm",
          "rope",
          "attention",
          "linear",
          "layer",
          "head",
          "score",
          "optimizer",
          "sample",
          "decode",
          "autograd");
  private static final Pattern FUNCTION =
      Pattern.compile("^def (\\w+)\\(([^()]*)\\) -> ([^:]+):", Pattern.MULTILINE);
  private static final Pattern PARAMETER = Pattern.compile("(\\w+)\\s*:");

  private KernelArchive() {}

  /**
   * The archive.
   *
   * @param products the files with the product of few rows
   */
  static byte[] build(List<String> products) {
    StringBuilder functions = new StringBuilder();
    for (String file : Stream.concat(FILES.stream(), products.stream()).toList()) {
      functions.append(resource(file + ".py")).append('\n');
    }
    String source = classOf(functions) + functions;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      stored(zip, "herder/data.pkl", emptyModule());
      stored(zip, "herder/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      stored(zip, "herder/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
      stored(zip, "herder/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static String classOf(CharSequence functions) {
    StringBuilder type =
        new StringBuilder(
            """
            class Kernels(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
            """);
    Matcher function = FUNCTION.matcher(functions);
    while (function.find()) {
      String name = function.group(1);
      String parameters = function.group(2).replaceAll("\\s+", " ");
      boolean silent = function.group(3).equals("NoneType");
      StringBuilder arguments = new StringBuilder();
      Matcher parameter = PARAMETER.matcher(parameters);
      while (parameter.find()) {
        arguments.append(arguments.isEmpty() ? "" : ", ").append(parameter.group(1));
      }
      type.append("  def %s(self: __torch__.Kernels".formatted(name))
          .append(parameters.isBlank() ? "" : ", " + parameters)
          .append(") -> %s:\n".formatted(function.group(3)))
          .append(silent ? "    " : "    return ")
          .append("__torch__.%s(%s)\n".formatted(name, arguments))
          .append(silent ? "    return None\n" : "");
    }
    return type.toString();
  }

  /** Pickle protocol 2: an instance of {@code __torch__.Kernels} with training = False. */
  private static byte[] emptyModule() {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(new byte[] {(byte) 0x80, 2});
    pickle.writeBytes("c__torch__\nKernels\n".getBytes(StandardCharsets.US_ASCII));
    pickle.writeBytes(new byte[] {')', (byte) 0x81, '}', 'X', 8, 0, 0, 0});
    pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
    pickle.writeBytes(new byte[] {(byte) 0x89, 's', 'b', '.'});
    return pickle.toByteArray();
  }

  private static void stored(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static String resource(String name) {
    try (InputStream in = KernelArchive.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("kernel source " + name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

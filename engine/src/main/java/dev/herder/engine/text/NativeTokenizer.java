package dev.herder.engine.text;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One loaded tokenizer of the native library.
 *
 * <p>The JNI calls are used without DJL's wrapper because that one copies eight arrays for each
 * text where two are needed, truncates at 512 tokens unless told otherwise, and reports its use
 * over the network. Calls from several threads run at the same time; closing waits for them.
 */
final class NativeTokenizer implements AutoCloseable {
  private static final String FLAVOR = "RUST_FLAVOR";

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private long handle;

  /**
   * Loads a tokenizer.
   *
   * @param json the text of a {@code tokenizer.json}
   * @throws IllegalArgumentException if the library refuses it; the message is the library's
   */
  NativeTokenizer(String json) {
    // On a machine with CUDA the loader would fetch a GPU build, which tokenizing has no use for.
    if (System.getenv(FLAVOR) == null && System.getProperty(FLAVOR) == null) {
      System.setProperty(FLAVOR, "cpu");
    }
    LibUtils.checkStatus();
    TokenizersLibrary library = TokenizersLibrary.LIB;
    try {
      handle = library.createTokenizerFromString(json);
      library.disableTruncation(handle);
      library.disablePadding(handle);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Text to tokens.
   *
   * @param text without unpaired surrogates
   * @param addSpecial whether the post-processor's tokens (BOS, EOS) are added
   * @throws IllegalArgumentException if the library fails on this text
   */
  Tokens encode(String text, boolean addSpecial) {
    TokenizersLibrary library = TokenizersLibrary.LIB;
    Lock reading = lock.readLock();
    reading.lock();
    try {
      long encoding = library.encode(open(), text, addSpecial);
      try {
        return tokens(library.getTokenIds(encoding), library.getTokenCharSpans(encoding), text);
      } finally {
        library.deleteEncoding(encoding);
      }
    } catch (IllegalStateException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } finally {
      reading.unlock();
    }
  }

  /** Ids to text; ids that are no token are left out. */
  String decode(long[] ids, boolean skipSpecial) {
    Lock reading = lock.readLock();
    reading.lock();
    try {
      return TokenizersLibrary.LIB.decode(open(), ids, skipSpecial);
    } finally {
      reading.unlock();
    }
  }

  private static Tokens tokens(long[] ids, @Nullable CharSpan[] spans, String text) {
    // The library counts code points.
    boolean plain = text.codePointCount(0, text.length()) == text.length();
    int[] utf16 = plain ? new int[0] : utf16Offsets(text);
    int[] out = new int[ids.length];
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    int last = 0;
    for (int i = 0; i < ids.length; i++) {
      out[i] = Math.toIntExact(ids[i]);
      CharSpan span = spans[i];
      // Tokens that the post-processor adds have no place in the text.
      int start = span == null ? last : plain ? span.getStart() : utf16[span.getStart()];
      int end = span == null ? last : plain ? span.getEnd() : utf16[span.getEnd()];
      starts[i] = start;
      ends[i] = end;
      last = end;
    }
    return new Tokens(out, starts, ends);
  }

  private static int[] utf16Offsets(String text) {
    int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
    int at = 0;
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = at;
      at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 0;
    }
    return offsets;
  }

  private long open() {
    if (handle == 0) {
      throw new IllegalStateException("the tokenizer is closed");
    }
    return handle;
  }

  @Override
  public void close() {
    Lock writing = lock.writeLock();
    writing.lock();
    try {
      if (handle != 0) {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      writing.unlock();
    }
  }
}

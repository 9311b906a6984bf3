package dev.herder.examples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.data.JsonlWriter;
import dev.herder.core.run.AtomicFiles;
import dev.herder.core.run.RunContext;
import dev.herder.engine.checkpoint.CheckpointWriter;
import dev.herder.engine.checkpoint.Init;
import dev.herder.sft.Sft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes everything that {@code examples/quickstart.yaml} reads: a byte-level tokenizer without
 * merges, rows of sums, and a tiny Llama that has seen too few of them.
 *
 * <p>Usage: {@code QuickstartMaterial DIR}. The same seed gives the same files on the same kind of
 * machine; {@code examples/quickstart/README.md} says how the kept ones were made.
 */
public final class QuickstartMaterial {
  private static final List<String> CONTROL =
      List.of("<|pad|>", "<|end|>", "<|system|>", "<|user|>", "<|assistant|>");
  private static final String TEMPLATE =
      "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}"
          + "{% if add_generation_prompt %}<|assistant|>{% endif %}";
  private static final int LARGEST = 49;

  private QuickstartMaterial() {}

  /** Writes the material below the folder given. */
  public static void main(String[] arguments) throws IOException {
    make(Path.of(arguments[0]), 420, RunContext.quiet());
  }

  /**
   * Writes tokenizer, rows and model.
   *
   * @param steps optimiser steps of the tiny model's training
   */
  public static void make(Path directory, int steps, RunContext context) throws IOException {
    Path shape = Files.createDirectories(directory.resolve("shape"));
    writeShape(shape);
    List<int[]> sums = sums();
    write(directory.resolve("seed.jsonl"), sums.subList(0, 1000), true);
    List<int[]> asked = new ArrayList<>(sums.subList(1000, 1300));
    asked.addAll(sums.subList(1500, 2200));
    write(directory.resolve("prompts.jsonl"), asked, false);
    write(directory.resolve("held-out.jsonl"), sums.subList(1300, 1500), false);
    Path untrained = directory.resolve("untrained");
    Init.run(shape.resolve("config.json"), untrained, 7, CheckpointWriter.DEFAULT_SHARD_BYTES);
    new Sft()
        .run(
            Sft.Config.of(
                    untrained, List.of(directory.resolve("seed.jsonl")), directory.resolve("model"))
                .with(
                    "learning-rate=2e-3",
                    "batch-size=64",
                    "weight-decay=0.1",
                    "max-steps=" + steps,
                    "loss-on=all",
                    "dtype=float32"),
            context);
  }

  private static List<int[]> sums() {
    List<int[]> sums = new ArrayList<>();
    for (int a = 0; a <= LARGEST; a++) {
      for (int b = 0; b <= LARGEST; b++) {
        sums.add(new int[] {a, b});
      }
    }
    Collections.shuffle(sums, new Random(20260101));
    return sums;
  }

  private static void write(Path file, List<int[]> sums, boolean answered) throws IOException {
    try (JsonlWriter writer = JsonlWriter.create(file)) {
      for (int[] sum : sums) {
        Map<String, Object> question =
            Map.of("role", "user", "content", "%d+%d=".formatted(sum[0], sum[1]));
        int result = sum[0] + sum[1];
        if (answered) {
          Map<String, Object> answer = Map.of("role", "assistant", "content", "#### " + result);
          writer.write(Map.of("messages", List.of(question, answer)));
        } else {
          writer.write(Map.of("prompt", List.of(question), "answer", String.valueOf(result)));
        }
      }
      writer.commit();
    }
  }

  private static void writeShape(Path directory) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode config = mapper.createObjectNode();
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama");
    config.put("vocab_size", 256 + CONTROL.size());
    config.put("hidden_size", 96);
    config.put("intermediate_size", 256);
    config.put("num_hidden_layers", 3);
    config.put("num_attention_heads", 6);
    config.put("num_key_value_heads", 2);
    config.put("hidden_act", "silu");
    config.put("max_position_embeddings", 256);
    config.put("rms_norm_eps", 1e-5);
    config.put("rope_theta", 10000.0);
    config.put("initializer_range", 0.05);
    config.put("tie_word_embeddings", true);
    config.put("torch_dtype", "bfloat16");
    config.put("pad_token_id", 256);
    config.put("eos_token_id", 257);
    AtomicFiles.writeString(directory.resolve("config.json"), config.toPrettyString() + "\n");
    AtomicFiles.writeString(
        directory.resolve("tokenizer.json"), tokenizer(mapper).toString() + "\n");
    ObjectNode settings = mapper.createObjectNode();
    settings.put("tokenizer_class", "PreTrainedTokenizerFast");
    settings.put("pad_token", "<|pad|>");
    settings.put("eos_token", "<|end|>");
    settings.put("clean_up_tokenization_spaces", false);
    settings.put("model_max_length", 256);
    settings.put("chat_template", TEMPLATE);
    AtomicFiles.writeString(
        directory.resolve("tokenizer_config.json"), settings.toPrettyString() + "\n");
  }

  /** Every byte is a token, written as GPT-2's printable stand-in for it; nothing is merged. */
  private static ObjectNode tokenizer(ObjectMapper mapper) {
    ObjectNode root = mapper.createObjectNode();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int i = 0; i < CONTROL.size(); i++) {
      added
          .addObject()
          .put("id", 256 + i)
          .put("content", CONTROL.get(i))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    root.putNull("normalizer");
    root.putObject("pre_tokenizer")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
    root.putNull("post_processor");
    root.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", true)
        .put("trim_offsets", true)
        .put("use_regex", true);
    ObjectNode model = root.putObject("model");
    model.put("type", "BPE");
    model.putNull("dropout");
    model.putNull("unk_token");
    model.putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", false);
    ObjectNode vocabulary = model.putObject("vocab");
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      vocabulary.put(String.valueOf((char) (printable ? b : next++)), b);
    }
    model.putArray("merges");
    return root;
  }
}

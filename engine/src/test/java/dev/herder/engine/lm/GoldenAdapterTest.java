package dev.herder.engine.lm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.engine.architecture.LoraConfig;
import dev.herder.engine.batch.PackedBatch;
import dev.herder.engine.checkpoint.Checkpoint;
import dev.herder.engine.checkpoint.PeftAdapter;
import dev.herder.engine.checkpoint.SafetensorsFile;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.model.Adapter;
import dev.herder.engine.model.LogProbGradient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter of PEFT against transformers in float32. */
final class GoldenAdapterTest {
  private static final Machine.Wish WISH = new Machine.Wish("cpu", "float32", 2, 0);
  private static final Path BASE = GoldenFile.ROOT.resolve("llama-gqa-tied");
  private static final Path LORA = GoldenFile.ROOT.resolve("lora");
  private static final float TOLERANCE = 1e-4f;

  @Test
  void anAdaptersDirectoryOpensAsTheMergedModel(@TempDir Path folder) throws IOException {
    Path lora = onCopyOfBase(folder);
    try (GoldenFile golden = new GoldenFile("lora");
        CausalLm model = CausalLm.open(lora, CausalLm.Options.inference(WISH))) {
      float[] actual = model.network().logProbs(golden.wholeBatch()).logProbs();
      assertArrayEquals(golden.logProbs(), actual, TOLERANCE);
    }
  }

  /** A copy of the adapter's folder that names a copy of its base. */
  static Path onCopyOfBase(Path folder) throws IOException {
    Path base = GoldenFile.copy(BASE, folder.resolve("base"));
    Path lora = GoldenFile.copy(LORA, folder.resolve("lora"));
    Path file = lora.resolve("adapter_config.json");
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode config = (ObjectNode) mapper.readTree(file.toFile());
    config.put("base_model_name_or_path", base.toString());
    mapper.writeValue(file.toFile(), config);
    return lora;
  }

  @Test
  void gradientsOfBothFactorsAreThoseOfPeft(@TempDir Path folder) throws IOException {
    try (GoldenFile golden = new GoldenFile("lora");
        GoldenFile plain = new GoldenFile("llama-gqa-tied");
        PeftAdapter files = adapterFiles();
        CausalLm model = open(files.config())) {
      Adapter adapter = model.adapter();
      assertNotNull(adapter);
      AdapterFiles.read(files, adapter);
      float[] adapted = model.network().logProbs(golden.wholeBatch()).logProbs();
      assertArrayEquals(golden.logProbs(), adapted, TOLERANCE);
      model.network().useAdapter(false);
      float[] base = model.network().logProbs(plain.wholeBatch()).logProbs();
      assertArrayEquals(plain.logProbs(), base, TOLERANCE);
      model.network().useAdapter(true);

      PackedBatch batch = golden.supervisedBatch();
      float[] down = new float[batch.targets()];
      Arrays.fill(down, -1);
      model.network().forwardBackward(batch, LogProbGradient.constant(down));
      float[] flat = model.trainable().get(0).gradients().toFloatArray();
      List<String> names = golden.gradients();
      for (String name : names) {
        int begin = (int) adapter.slot(name).offset();
        float[] actual = Arrays.copyOfRange(flat, begin, begin + (int) adapter.slot(name).size());
        GoldenGradients.assertClose(name, golden.floats("grad." + name), actual);
      }
      assertEquals(28, names.size());
      assertEquals(adapter.slots().keySet().size(), names.size());

      model.save(folder.resolve("saved"));
      assertSameTensors(
          LORA.resolve("adapter_model.safetensors"),
          folder.resolve("saved").resolve("adapter_model.safetensors"));
    }
  }

  private static PeftAdapter adapterFiles() throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(BASE)) {
      return PeftAdapter.open(LORA, checkpoint.layout().config());
    }
  }

  private static CausalLm open(LoraConfig lora) throws IOException {
    return CausalLm.open(BASE, new CausalLm.Options(WISH, Machine.Use.ADAPTER, lora, false));
  }

  private static void assertSameTensors(Path expected, Path actual) throws IOException {
    try (SafetensorsFile one = SafetensorsFile.open(expected);
        SafetensorsFile other = SafetensorsFile.open(actual)) {
      assertEquals(one.tensors().keySet(), other.tensors().keySet());
      for (String name : one.tensors().keySet()) {
        assertEquals(one.info(name).shape(), other.info(name).shape(), name);
        assertEquals(one.bytes(name), other.bytes(name), name);
      }
    }
  }
}

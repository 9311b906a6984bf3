package dev.herder.pipelines;

import java.nio.file.Path;

/**
 * A model on the disk.
 *
 * @param directory its folder, in Hugging Face layout; not to be changed
 * @param sha256 the hash of its content, 64 hexadecimal digits
 */
public record ModelRef(Path directory, String sha256) {}

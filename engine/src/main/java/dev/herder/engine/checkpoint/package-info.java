/** Checkpoints in Hugging Face layout: safetensors in and out, config.json, PEFT adapters. */
@NullMarked
package dev.herder.engine.checkpoint;

import org.jspecify.annotations.NullMarked;

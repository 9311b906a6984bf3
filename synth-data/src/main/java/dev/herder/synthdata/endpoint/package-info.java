/** Answers and vectors from a server that speaks OpenAI's chat completions and embeddings. */
@NullMarked
package dev.herder.synthdata.endpoint;

import org.jspecify.annotations.NullMarked;

/** Answers from a server that speaks OpenAI's chat completions. */
@NullMarked
package dev.herder.synthdata.endpoint;

import org.jspecify.annotations.NullMarked;

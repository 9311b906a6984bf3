/** Grade-school mathematics: worked problems, asked with examples or in a chat. */
@NullMarked
package dev.herder.eval.gsm8k;

import org.jspecify.annotations.NullMarked;

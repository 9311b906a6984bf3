/** Runs generated code in a sandbox, or not at all. */
@NullMarked
package dev.herder.core.verify.code;

import org.jspecify.annotations.NullMarked;

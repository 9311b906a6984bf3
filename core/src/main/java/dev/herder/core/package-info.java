/** What every module shares: the error a user can act on. */
@NullMarked
package dev.herder.core;

import org.jspecify.annotations.NullMarked;

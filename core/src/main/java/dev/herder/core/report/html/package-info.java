/** The report page: one HTML file with inline styles, script and charts, made of sections. */
@NullMarked
package dev.herder.core.report.html;

import org.jspecify.annotations.NullMarked;

/** Moments and durations in the reader's language, for every module that has a time to tell. */
@org.springframework.modulith.ApplicationModule(displayName = "words", allowedDependencies = {})
package org.fengsui.words;

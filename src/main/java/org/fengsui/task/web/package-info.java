/** The pages of units: inbox, task, attachments. */
package org.fengsui.task.web;

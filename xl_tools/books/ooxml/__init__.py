"""The parts of a workbook file that marks touch, one module for each kind of part.

Every piece of XML that is added carries the namespace declaration ``markup.OURS`` (declared, never used), so that
clearing takes out exactly what was put in and leaves every other character as it stood. A file that Excel, WPS or
LibreOffice saved in between has lost these declarations; there the marks are known by their content: the rule's
formula, the note's first and last line, the hidden defined name of the results sheet.
"""

"""Rules of assessment workbooks. They look at a workbook that was scored (``scoring.case.Case``)."""

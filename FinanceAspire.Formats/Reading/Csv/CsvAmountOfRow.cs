namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>The signed amount of a row: one column, two columns, or a column with a word for its direction.</summary>
internal static class CsvAmountOfRow
{
    public static bool TryRead(CsvRows.Row row, ProblemList problems, out decimal amount)
    {
        if (row.IsTarget && CsvAmounts.TryParse(row[CsvColumn.ForeignAmount], row.Sign, out amount))
        {
            // The fee is who pays'.
            amount = Math.Abs(amount);
            return true;
        }

        if (!TryReadPlain(row, problems, out amount))
        {
            return false;
        }

        if (row[CsvColumn.Fee] is { Length: > 0 } fee && CsvAmounts.TryParse(fee, row.Sign, out var cost))
        {
            amount -= Math.Abs(cost);
        }

        amount = row.Profile.InvertAmounts == true ? -amount : amount;
        return true;
    }

    private static bool TryReadPlain(CsvRows.Row row, ProblemList problems, out decimal amount)
    {
        var text = row[CsvColumn.Amount];
        if (text.Length == 0)
        {
            return TryReadPair(row, problems, out amount);
        }

        if (!CsvAmounts.TryParse(text, row.Sign, out amount))
        {
            problems.Error(row.Number, ProblemCodes.BadAmount, $"'{ProblemList.Cut(text)}' is no amount.", row.Raw);
            return false;
        }

        if (row[CsvColumn.Direction] is { Length: > 0 } word)
        {
            var direction = CsvDirection.Of(word) ?? (CsvRows.IsRefund(row[CsvColumn.Status]) ? 1 : 0);
            if (direction == 0)
            {
                problems.Error(row.Number, ProblemCodes.UnknownDirection, $"'{ProblemList.Cut(word)}' does not say whether money comes in or goes out.", row.Raw);
                return false;
            }

            amount = direction * Math.Abs(amount);
        }

        return true;
    }

    /// <summary>
    /// Money out less money in. The columns' own sign does not matter where only one is filled (banks write -12 or 12 under
    /// "debit"), save that a minus in the column of money in is a reversal, unless all have it.
    /// </summary>
    private static bool TryReadPair(CsvRows.Row row, ProblemList problems, out decimal amount)
    {
        amount = 0;
        var debitText = row[CsvColumn.Debit];
        var creditText = row[CsvColumn.Credit];
        var hasDebit = CsvAmounts.TryParse(debitText, row.Sign, out var debit);
        var hasCredit = CsvAmounts.TryParse(creditText, row.Sign, out var credit);
        // "-" and "n/a" beside an amount say that there is none.
        if ((!hasDebit && !hasCredit) || (!hasDebit && !SaysNothing(debitText)) || (!hasCredit && !SaysNothing(creditText)))
        {
            problems.Error(row.Number, ProblemCodes.BadAmount, $"'{ProblemList.Cut(!hasDebit && debitText.Length > 0 ? debitText : creditText)}' is no amount.", row.Raw);
            return false;
        }

        if (debit != 0 && credit != 0)
        {
            problems.Error(row.Number, ProblemCodes.BothAmounts, "The row has money in and money out at once.", row.Raw);
            return false;
        }

        amount = credit != 0 ? (row.IsMinusStyle ? Math.Abs(credit) : credit) : -Math.Abs(debit);
        return true;
    }

    private static bool SaysNothing(ReadOnlySpan<char> text) => text.Length <= 4 && !text.ContainsAnyInRange('0', '9') && (!text.ContainsAnyInRange('A', 'z') || text is "n/a" or "N/A" or "NA" or "nil" or "Nil" or "NIL" or "null");
}

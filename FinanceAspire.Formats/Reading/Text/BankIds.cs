namespace FinanceAspire.Formats.Reading.Text;

/// <summary>What stands where a bank has no id: a word that says so, or zeros. As an id it would make all such lines one.</summary>
internal static class BankIds
{
    /// <summary>The id, or null where the text is none.</summary>
    public static string? Of(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        return !text.ContainsAnyExcept(" 0-") || text.Equals("NONREF", StringComparison.OrdinalIgnoreCase) || text.Equals("NOTPROVIDED", StringComparison.OrdinalIgnoreCase)
            || text.Equals("N/A", StringComparison.OrdinalIgnoreCase) || text.Equals("NONE", StringComparison.OrdinalIgnoreCase) || text.Equals("NULL", StringComparison.OrdinalIgnoreCase)
            ? null
            : text.ToString();
    }
}

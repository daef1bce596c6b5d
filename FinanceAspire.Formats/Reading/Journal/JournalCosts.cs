namespace FinanceAspire.Formats.Reading.Journal;

/// <summary>What a posting cost: <c>@</c> per unit, <c>@@</c> as a whole, or a lot's <c>{…}</c>, which goes before a price.</summary>
internal static class JournalCosts
{
    /// <summary>The cost of the whole posting with the amount's sign, and whether the file states it as a whole.</summary>
    public static (RawAmount? Cost, bool IsTotal) Read(JournalAmounts amounts, RawAmount amount)
    {
        RawAmount? lot = null, price = null;
        var (lotIsTotal, priceIsTotal) = (false, false);
        while (true)
        {
            if (amounts.Take("{{"))
            {
                (lot, lotIsTotal) = (Inside(amounts.Until("}}"), amount, total: true) ?? lot, true);
            }
            else if (amounts.Take("{"))
            {
                lot = Inside(amounts.Until("}")?.TrimStart('='), amount, total: false) ?? lot;
            }
            else if (amounts.Take("["))
            {
                amounts.Until("]");
            }
            else if (amounts.Take("("))
            {
                if (!amounts.Take("@"))
                {
                    amounts.Until(")");
                }
            }
            else if (amounts.Take("@@"))
            {
                amounts.Take(")");
                priceIsTotal = amounts.TryAmount(out var total);
                price = priceIsTotal ? new RawAmount(Math.Sign(amount.Quantity) * Math.Abs(total.Quantity), total.Commodity) : null;
            }
            else if (amounts.Take("@"))
            {
                amounts.Take(")");
                price = amounts.TryAmount(out var unit) ? new RawAmount(amount.Quantity * unit.Quantity, unit.Commodity) : null;
            }
            else
            {
                return lot is not null ? (lot, lotIsTotal) : (price, priceIsTotal);
            }
        }
    }

    /// <summary>The amount inside braces; beancount may add a date and a label after commas.</summary>
    private static RawAmount? Inside(string? text, RawAmount amount, bool total) =>
        text is not null && new JournalAmounts(text.Split(',', '#')[0], "").TryAmount(out var cost)
            ? new RawAmount(total ? Math.Sign(amount.Quantity) * Math.Abs(cost.Quantity) : amount.Quantity * cost.Quantity, cost.Commodity)
            : null;
}

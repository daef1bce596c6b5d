using System.Globalization;
using Bogus;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace FinanceAspire.Web.Features.Books;

/// <param name="Entry">The entry of the household that it proves, by its place; null: it waits in the inbox.</param>
internal sealed record DemoReceipt(string FileName, byte[] Content, DateOnly Date, decimal Amount, int? Entry);

/// <summary>Keeps a receipt of the demo book: <c>Features/Receipts</c> gives it, so that books need no other slice.</summary>
internal delegate Task ReceiptKeeper(Data.LedgerDbContext db, Guid bookId, DemoReceipt receipt, Guid? transactionId, CancellationToken cancellationToken);

/// <summary>The receipts of the demo household: till slips as photographed, invoices as PDFs. They are drawn, from the same seed as the year itself.</summary>
internal static class DemoReceipts
{
    private const int Seed = 20260101;
    private static readonly string[] Food = ["Bread", "Milk 1L", "Apples", "Coffee", "Cheese", "Tomatoes", "Pasta", "Butter", "Eggs x10", "Oranges", "Rice", "Yoghurt"];
    private static readonly string[] Meal = ["Soup of the day", "Pasta", "Salad", "Water 0.7L", "Espresso x2", "Dessert"];

    public static IReadOnlyList<DemoReceipt> Of(DemoHousehold household, string currency, short decimals)
    {
        var random = new Randomizer(Seed);
        var receipts = new List<DemoReceipt>();
        var entries = household.Entries;
        Slip("Corner Market", 1, 2, Food);
        Slip("Fresh & Near", 1, 2, Food);
        Slip("Ring Road Fuel", 1, 1, ["Unleaded 95"]);
        Slip(household.Tables[0], 0, 1, Meal);
        Slip(household.Tables[1], 0, 1, Meal);
        Invoice("City Power", 1, 1, "Electricity and heat");
        Invoice("Fibre Telecom", 0, 2, "Phone and internet");
        Invoice("Northern Insurance", 0, 1, "Household insurance");
        Invoice("Skyline Air", 0, 1, "Flight");
        // These two wait: one says what an unknown line of the bank is, one names its payee.
        Slip("POS 99120 ST. MARY CAR PARK", 0, 1, ["Parking 2h 40min"], "St. Mary Car Park", inInbox: true);
        Invoice("City Power", 0, 1, "Electricity and heat", inInbox: true);
        return receipts;

        void Slip(string payee, int skip, int count, string[] goods, string? shop = null, bool inInbox = false)
        {
            foreach (var (entry, total) in Newest(payee, skip, count))
            {
                var items = Items(random, goods, total, decimals);
                var lines = items.Select(i => (i.Name, Text(i.Amount))).ToList();
                receipts.Add(new(
                    $"IMG_{entries[entry].Date.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}_{random.Int(100000, 235959)}.jpg",
                    TillSlip.Draw(shop ?? payee, entries[entry].Date, lines, $"Total {currency}", Text(total), random.Int(-12, 12) / 10f), entries[entry].Date, total, inInbox ? null : entry));
            }
        }

        void Invoice(string payee, int skip, int count, string what, bool inInbox = false)
        {
            foreach (var (entry, total) in Newest(payee, skip, count))
            {
                var date = entries[entry].Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                var number = $"{date[..4]}-{random.Int(10000, 99999)}";
                receipts.Add(new(
                    $"{payee} {number}.pdf",
                    Pdf(payee, [$"Invoice {number}", $"Date: {date}", "Demo household, Green Street 12", $"{what}: {Text(total)} {currency}", $"Total: {Text(total)} {currency}", "Taxes included, debited from your account"]),
                    entries[entry].Date, total, inInbox ? null : entry));
            }
        }

        IEnumerable<(int Entry, decimal Total)> Newest(string payee, int skip, int count) =>
            entries.Select((e, i) => (Entry: i, e.Payee, Total: Math.Abs(e.Postings[0].Quantity))).Where(e => e.Payee == payee).Reverse().Skip(skip).Take(count).Select(e => (e.Entry, e.Total));

        string Text(decimal amount) => amount.ToString("F" + Math.Min((int)decimals, 2).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    /// <summary>The sum in parts, each of something else.</summary>
    private static List<(string Name, decimal Amount)> Items(Randomizer random, string[] goods, decimal total, short decimals)
    {
        var names = random.Shuffle(goods).Take(random.Int(4, 6)).ToList();
        var shares = names.Select(_ => random.Int(2, 9)).ToList();
        var amounts = shares.Select(s => Math.Round(total * s / shares.Sum(), Math.Min((int)decimals, 2))).ToList();
        amounts[^1] += total - amounts.Sum();
        return [.. names.Zip(amounts)];
    }

    private static byte[] Pdf(string shop, string[] lines)
    {
        var builder = new PdfDocumentBuilder();
        var page = builder.AddPage(PageSize.A5);
        var (bold, plain) = (builder.AddStandard14Font(Standard14Font.HelveticaBold), builder.AddStandard14Font(Standard14Font.Helvetica));
        page.AddText(shop, 20, new PdfPoint(40, 540), bold);
        page.DrawLine(new PdfPoint(40, 528), new PdfPoint(380, 528), 1);
        for (var i = 0; i < lines.Length; i++)
        {
            page.AddText(lines[i], 11, new PdfPoint(40, 495 - (i * 24)), lines[i].StartsWith("Total", StringComparison.Ordinal) ? bold : plain);
        }

        return builder.Build();
    }
}

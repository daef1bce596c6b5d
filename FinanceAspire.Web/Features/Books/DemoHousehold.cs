using Bogus;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Budgets;
using FinanceAspire.Ledger.Schedules;

namespace FinanceAspire.Web.Features.Books;

/// <summary>One leg of an entry of the demo book: an account by name, in its own currency.</summary>
internal sealed record DemoPosting(string Account, decimal Quantity, decimal? Value = null, string Memo = "");

/// <summary>An entry of the demo book.</summary>
internal sealed record DemoEntry(DateOnly Date, string Payee, string Currency, IReadOnlyList<DemoPosting> Postings, string Description = "", string? Tag = null);

/// <summary>What comes again in the demo book.</summary>
internal sealed record DemoSchedule(string Name, string Payee, Recurrence Recurrence, IReadOnlyList<DemoPosting> Postings);

/// <summary>
/// A household's year: rent and salary, shops, a card, a car on credit, savings, cash, a journey in another currency. The seed
/// is fixed and every month is drawn whole, so names and amounts are the same on every machine and on every day; only the
/// dates follow "today", which ends the book.
/// </summary>
internal sealed class DemoHousehold
{
    public const string ForeignAccount = "Travel account";
    public const string Loan = "Car loan";
    private const int Seed = 20260101;
    private const int Months = 13;
    private const int TripMonth = 7;
    private const int BudgetMonths = 4;
    private readonly Faker _faker = new("en") { Random = new Randomizer(Seed) };
    private readonly List<DemoEntry> _entries = [];
    private readonly string _currency;
    private readonly short _decimals;
    private readonly DateOnly _today;
    private readonly DateOnly _first;

    private DemoHousehold(DateOnly today, string currency, short decimals)
    {
        (_today, _currency, _decimals) = (today, currency, decimals);
        _first = new DateOnly(today.Year, today.Month, 1).AddMonths(1 - Months);
    }

    /// <summary>The other currency of the book.</summary>
    public string Foreign => _currency == "USD" ? "EUR" : "USD";

    /// <summary>Accounts beside those that every book begins with: name, type, currency, parent.</summary>
    public IReadOnlyList<(string Name, AccountType Type, string Currency, string? Parent)> Accounts =>
    [
        (ForeignAccount, AccountType.Asset, Foreign, null),
        (Loan, AccountType.Liability, _currency, null),
        ("Household goods", AccountType.Expense, _currency, "Housing"),
        ("Fuel", AccountType.Expense, _currency, "Transport"),
        ("Holidays", AccountType.Expense, _currency, "Leisure"),
        ("Loan interest", AccountType.Expense, _currency, null),
    ];

    /// <summary>What a category gets in each of the last months. Rent is paid whole; for what comes in some months it saves up.</summary>
    public IReadOnlyList<(string Category, decimal Budgeted, Rollover Rollover)> Budget =>
    [
        .. new[]
        {
            ("Rent", 94000L), ("Energy", 12000), ("Groceries", 52000), ("Eating out", 16000), ("Transport", 16500), ("Health", 3000), ("Insurance", 4000),
            ("Phone and internet", 3990), ("Leisure", 12000), ("Clothing", 6000), ("Gifts and donations", 2500), ("Taxes", 77400), ("Loan interest", 3500),
        }.Select(b => (b.Item1, Money(b.Item2), b.Item1 is "Rent" or "Taxes" ? Rollover.None : Rollover.Surplus)),
        ("Household goods", Money(8000), Rollover.Both),
    ];

    /// <summary>The months that are budgeted: this one and some before.</summary>
    public IEnumerable<DateOnly> BudgetedMonths => Enumerable.Range(Months - BudgetMonths, BudgetMonths).Select(m => _first.AddMonths(m));

    /// <summary>What comes again, as it was booked all year; the first days are in the first month.</summary>
    public IReadOnlyList<DemoSchedule> Schedules =>
    [
        Repeated("Rent", "Green Street Homes", Day(0, 1), 1, "Checking", "Rent", 94000),
        Repeated("Phone and internet", "Fibre Telecom", Day(0, 9), 1, "Checking", "Phone and internet", 3990),
        Repeated("Monthly pass", "Metro Pass", Day(0, 12), 1, "Checking", "Transport", 4900),
        Repeated("Insurance", "Northern Insurance", Day(1, 15), 3, "Checking", "Insurance", 11870),
        Repeated("Streamline", "Streamline", Day(0, 17), 1, "Credit card", "Leisure", 1299),
        Repeated("Monthly saving", "Monthly saving", Day(0, 21), 1, "Checking", "Savings", 30000),
        new("Salary", Employer, new(Day(0, 28), 1, RecurrencePeriod.Month), PaySlip(Months - 1)),
    ];

    /// <summary>What one unit of the other currency was worth, by the first of each month.</summary>
    public IReadOnlyList<(DateOnly Date, decimal Price)> Prices { get; private set; } = [];

    /// <summary>Where it eats out.</summary>
    public IReadOnlyList<string> Tables { get; private set; } = [];

    private string Employer { get; set; } = "";

    /// <summary>All entries through today, oldest first.</summary>
    public IReadOnlyList<DemoEntry> Entries { get; private set; } = [];

    public static DemoHousehold Of(DateOnly today, string currency, short decimals)
    {
        var household = new DemoHousehold(today, currency, decimals);
        household.Draw();
        return household;
    }

    private void Draw()
    {
        Prices = [.. Enumerable.Range(0, Months).Select(m => (_first.AddMonths(m), ((Foreign == "EUR" ? 108m : 92m) + (_faker.Random.Int(-300, 300) / 100m)) / (_decimals == 0 ? 1 : 100)))];
        (Employer, var friend) = (_faker.Company.CompanyName(), _faker.Name.FullName());
        string[] markets = ["Corner Market", $"{_faker.Name.LastName()} Organic Foods", "Fresh & Near"];
        string[] tables = [.. Enumerable.Range(0, 6).Select(i => $"{_faker.PickRandom("Trattoria", "Café", "Bistro", "Noodle House", "Tavern")} {_faker.Name.FirstName()}")];
        string[] shops = [.. Enumerable.Range(0, 8).Select(_ => _faker.Company.CompanyName())];
        Tables = tables;
        Open();
        var (card, debt) = (21240L, 840000L);
        for (var month = 0; month < Months; month++)
        {
            Fixed(month);
            card = Card(month, card, tables, shops, friend);
            debt = Instalment(month, debt);
            Market(month, markets);
            Cash(month);
            if (month == TripMonth)
            {
                Trip(month);
            }
        }

        Leave(_today.AddDays(-6), "CARD 4711 PAYMENT 82731 KIOSK AM MARKT", 1480);
        Leave(_today.AddDays(-3), "SEPA DD 00412 DIGITAL SERVICES LTD", 2399);
        Leave(_today.AddDays(-1), "POS 99120 ST. MARY CAR PARK", 650);
        Entries = [.. _entries.Where(e => e.Date <= _today).OrderBy(e => e.Date)];
    }

    private void Open()
    {
        foreach (var (account, cents) in new[] { ("Checking", 185000L), ("Savings", 620000L), ("Cash", 8000L), ("Credit card", -21240L), (Loan, -840000L) })
        {
            Add(_first, "Opening balance", [new(account, Money(cents)), new("Opening balances", -Money(cents))]);
        }
    }

    private void Fixed(int month)
    {
        Pay(month, 1, "Green Street Homes", "Checking", "Rent", 94000);
        // More in one half of the year than in the other.
        Pay(month, 3, "City Power", "Checking", "Energy", 6800 + (Math.Abs(6 - month) * 900) + _faker.Random.Int(0, 400));
        Pay(month, 9, "Fibre Telecom", "Checking", "Phone and internet", 3990);
        Pay(month, 12, "Metro Pass", "Checking", "Transport", 4900);
        Pay(month, 21, "Monthly saving", "Checking", "Savings", 30000);
        if (month % 3 == 1)
        {
            Pay(month, 15, "Northern Insurance", "Checking", "Insurance", 11870);
        }

        Add(Day(month, 28), Employer, PaySlip(month), "Salary");
        if (month % 6 == 5)
        {
            Pay(month, 30, "Savings bank", "Interest", "Savings", 3100 + _faker.Random.Int(0, 900));
        }
    }

    /// <summary>What goes on the card, and the payment that settles the month before.</summary>
    private long Card(int month, long owed, string[] tables, string[] shops, string friend)
    {
        var spent = 0L;
        foreach (var _ in Enumerable.Range(0, _faker.Random.Int(3, 5)))
        {
            Buy(_faker.Random.Int(2, 27), _faker.PickRandom(tables), "Eating out", _faker.Random.Int(1450, 6200));
        }

        foreach (var _ in Enumerable.Range(0, 2))
        {
            Buy(_faker.Random.Int(2, 27), "Ring Road Fuel", "Fuel", _faker.Random.Int(3900, 6900));
        }

        Buy(17, "Streamline", "Leisure", 1299);
        Buy(_faker.Random.Int(3, 26), _faker.PickRandom(shops), _faker.PickRandom("Clothing", "Leisure", "Household goods"), _faker.Random.Int(1900, 8900), _faker.Commerce.ProductName());
        if (month % 2 == 0)
        {
            var (clothes, gift) = (_faker.Random.Int(2500, 7000), _faker.Random.Int(1500, 4500));
            Add(Day(month, 19), _faker.PickRandom(shops), [new("Credit card", -Money(clothes + gift)), new("Clothing", Money(clothes)), new("Gifts and donations", Money(gift), Memo: $"For {friend}")]);
            spent += clothes + gift;
        }

        if (month % 4 == 3)
        {
            // Something went back to the shop.
            Buy(22, _faker.PickRandom(shops), "Clothing", -_faker.Random.Int(1900, 3900), "Refund");
            Pay(month, 10, "Dr. " + _faker.Name.LastName(), "Checking", "Health", _faker.Random.Int(2500, 9000));
        }

        Pay(month, 24, "Card payment", "Checking", "Credit card", owed);
        return spent;

        void Buy(int day, string payee, string category, int cents, string description = "")
        {
            Add(Day(month, day), payee, [new("Credit card", -Money(cents)), new(category, Money(cents))], description);
            spent += cents;
        }
    }

    /// <summary>A loan's instalment is two things: less debt, and its price.</summary>
    private long Instalment(int month, long debt)
    {
        var interest = debt * 49 / 12000;
        Add(Day(month, 5), "Auto Credit Bank", [new("Checking", -Money(23500)), new(Loan, Money(23500 - interest)), new("Loan interest", Money(interest))], $"Instalment {month + 13} of 48");
        return debt - 23500 + interest;
    }

    private void Market(int month, string[] markets)
    {
        for (var day = 2; day < 29; day += _faker.Random.Int(3, 5))
        {
            var (food, other) = (_faker.Random.Int(1800, 9200), _faker.Random.Int(300, 1900));
            DemoPosting[] parts = _faker.Random.Int(0, 3) == 0
                ? [new("Checking", -Money(food + other)), new("Groceries", Money(food)), new("Household goods", Money(other))]
                : [new("Checking", -Money(food)), new("Groceries", Money(food))];
            Add(Day(month, day), _faker.PickRandom(markets), parts);
        }
    }

    private void Cash(int month)
    {
        Pay(month, 6, "Cash machine", "Checking", "Cash", 12000);
        for (var day = 7; day < 29; day += 5)
        {
            Pay(month, day, _faker.PickRandom("Bakery Miller", "Farmers' market", "Newsstand"), "Cash", _faker.PickRandom("Groceries", "Groceries", "Leisure"), _faker.Random.Int(320, 2400));
        }
    }

    /// <summary>Money is changed, then spent where it is another currency; what is left stays on the account.</summary>
    private void Trip(int month)
    {
        var price = Prices[month].Price;
        var bought = 800m;
        Add(Day(month, 4), "Exchange", [new("Checking", -Round(bought * price)), new(ForeignAccount, bought, Round(bought * price))], "Money for the journey", "journey");
        Add(Day(month, 8), "Skyline Air", [new("Checking", -Money(48900)), new("Holidays", Money(48900))], tag: "journey");
        foreach (var day in Enumerable.Range(10, 8))
        {
            var spent = _faker.Random.Int(1200, 9800) / 100m;
            Add(
                Day(month, day), _faker.PickRandom("Harbour Hotel", "Blue Line Taxi", "Museum of Modern Art", "Pier 9 Diner", "City Bike"),
                [new(ForeignAccount, -spent), new("Holidays", Round(spent * price), spent)], _faker.Address.City(), "journey", Foreign);
        }
    }

    /// <summary>There was a rise in the middle of the year.</summary>
    private DemoPosting[] PaySlip(int month)
    {
        var gross = 378000 + (month >= 6 ? 9000 : 0);
        var tax = gross / 5;
        return [new("Checking", Money(gross - tax)), new("Taxes", Money(tax), Memo: "Wage tax"), new("Salary", -Money(gross), Memo: "Gross")];
    }

    /// <summary>What nobody has put in a category yet.</summary>
    private void Leave(DateOnly date, string payee, long cents) => Add(date, payee, [new("Checking", -Money(cents)), new("Uncategorised", Money(cents))]);

    private DemoSchedule Repeated(string name, string payee, DateOnly first, int months, string from, string to, long cents) =>
        new(name, payee, new(first, months, RecurrencePeriod.Month), [new(from, -Money(cents)), new(to, Money(cents))]);

    private void Pay(int month, int day, string payee, string from, string to, long cents) => Add(Day(month, day), payee, [new(from, -Money(cents)), new(to, Money(cents))]);

    private void Add(DateOnly date, string payee, IReadOnlyList<DemoPosting> postings, string description = "", string? tag = null, string? currency = null) =>
        _entries.Add(new(date, payee, currency ?? _currency, postings, description, tag));

    /// <summary>That day of the month, or its last.</summary>
    private DateOnly Day(int month, int day)
    {
        var first = _first.AddMonths(month);
        return first.AddDays(Math.Min(day, DateTime.DaysInMonth(first.Year, first.Month)) - 1);
    }

    /// <summary>Cents; of a currency without any, the same figure in whole units.</summary>
    private decimal Money(long cents) => _decimals == 0 ? cents : cents / 100m;

    private decimal Round(decimal amount) => Math.Round(amount, Math.Min((int)_decimals, 2));
}

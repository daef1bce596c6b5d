using FinanceAspire.Data.Entities;
using FinanceAspire.Ledger.Accounts;
using FinanceAspire.Ledger.Budgets;
using FinanceAspire.Ledger.Schedules;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FinanceAspire.Data;

/// <summary>
/// The database as C# sees it. The tables of the ledger are written in SQL (Sql/0001_*.sql: keys, checks, triggers and
/// policies that EF cannot express); EF makes those of sign-in. Everything of a book is read and written through
/// <see cref="BookDatabase"/>, which opens the book first: outside of it these sets are empty.
/// </summary>
public sealed class LedgerDbContext(DbContextOptions<LedgerDbContext> options)
    : IdentityUserContext<AppUser, Guid>(options), IDataProtectionKeyContext
{
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();
    public DbSet<Book> Books => Set<Book>();
    public DbSet<Member> Members => Set<Member>();
    public DbSet<Commodity> Commodities => Set<Commodity>();
    public DbSet<Account> Accounts => Set<Account>();
    public DbSet<AccountMonth> AccountMonths => Set<AccountMonth>();
    public DbSet<Payee> Payees => Set<Payee>();
    public DbSet<Transaction> Transactions => Set<Transaction>();
    public DbSet<Posting> Postings => Set<Posting>();
    public DbSet<BalanceAssertion> BalanceAssertions => Set<BalanceAssertion>();
    public DbSet<ChangeOperation> ChangeOperations => Set<ChangeOperation>();
    public DbSet<Change> Changes => Set<Change>();
    public DbSet<Import> Imports => Set<Import>();
    public DbSet<ImportRow> ImportRows => Set<ImportRow>();
    public DbSet<ImportProfile> ImportProfiles => Set<ImportProfile>();
    public DbSet<StoredRule> Rules => Set<StoredRule>();
    public DbSet<ReceiptFile> ReceiptFiles => Set<ReceiptFile>();
    public DbSet<Receipt> Receipts => Set<Receipt>();
    public DbSet<Attachment> Attachments => Set<Attachment>();
    public DbSet<SavedSearch> SavedSearches => Set<SavedSearch>();
    public DbSet<StoredEnvelope> Envelopes => Set<StoredEnvelope>();
    public DbSet<EnvelopeMonth> EnvelopeMonths => Set<EnvelopeMonth>();
    public DbSet<ScheduledTransaction> Schedules => Set<ScheduledTransaction>();
    public DbSet<ScheduledPosting> SchedulePostings => Set<ScheduledPosting>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();

    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<AppUser>().ToTable("users");
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("user_claims");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("user_logins");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("user_tokens");
        builder.Entity<IdentityUserPasskey<Guid>>(p =>
        {
            p.ToTable("user_passkeys");
            p.HasKey(x => x.CredentialId);
            p.Property(x => x.CredentialId).HasMaxLength(1024);
            p.OwnsOne(x => x.Data).ToJson();
            p.HasOne<AppUser>().WithMany().HasForeignKey(x => x.UserId).IsRequired();
        });
        builder.Entity<DataProtectionKey>().ToTable("data_protection_keys");

        Ledger<Book>(builder, "books").HasKey(b => b.Id);
        Ledger<Member>(builder, "members").HasKey(m => new { m.BookId, m.UserId });
        Ledger<Commodity>(builder, "commodities").HasKey(c => new { c.BookId, c.Code });
        Ledger<AccountMonth>(builder, "account_month").HasKey(m => new { m.BookId, m.AccountId, m.Month, m.Currency });
        Ledger<Payee>(builder, "payees").HasKey(p => new { p.BookId, p.Id });
        Ledger<BalanceAssertion>(builder, "balance_assertions").HasKey(b => new { b.BookId, b.Id });
        Ledger<ChangeOperation>(builder, "change_operations").HasKey(o => new { o.BookId, o.Id });
        Ledger<ImportProfile>(builder, "import_profiles", p => p.Property(x => x.Profile).HasColumnType("jsonb"))
            .HasKey(p => new { p.BookId, p.AccountId, p.Shape });
        Ledger<Session>(builder, "sessions").HasKey(s => s.KeyHash);
        Ledger<AccessToken>(builder, "access_tokens").HasKey(t => new { t.BookId, t.Id });

        Ledger<Account>(builder, "accounts", a =>
        {
            a.Property(x => x.Type).HasConversion(new ValueConverter<AccountType, string>(
                type => AccountTypes.Code(type), code => AccountTypes.Parse(code)));
            a.Property(x => x.Version).IsConcurrencyToken();
            // EF is told, so that it inserts parents first.
            a.HasOne<Account>().WithMany().HasForeignKey(x => new { x.BookId, x.ParentId });
            FilledInByDatabase(a.Property(x => x.CreatedOperationId));
        }).HasKey(a => new { a.BookId, a.Id });
        Ledger<Transaction>(builder, "transactions", t =>
        {
            t.HasOne(x => x.Payee).WithMany().HasForeignKey(x => new { x.BookId, x.PayeeId });
            t.Property(x => x.Version).IsConcurrencyToken();
            FilledInByDatabase(t.Property(x => x.CreatedOperationId));
            FilledInByDatabase(t.Property(x => x.CreatedAt));
        }).HasKey(t => new { t.BookId, t.Id });
        Ledger<Posting>(builder, "postings", p =>
        {
            p.HasOne(x => x.Transaction).WithMany(x => x.Postings).HasForeignKey(x => new { x.BookId, x.TransactionId });
            p.HasOne(x => x.Account).WithMany().HasForeignKey(x => new { x.BookId, x.AccountId });
            p.Property(x => x.Cleared).HasConversion<short>();
            FilledInByDatabase(p.Property(x => x.CreatedOperationId));
            FilledInByDatabase(p.Property(x => x.ReconciliationId));
        }).HasKey(p => new { p.BookId, p.Id });
        Ledger<Change>(builder, "changes", c =>
        {
            c.Property(x => x.Before).HasColumnType("jsonb");
            c.Property(x => x.After).HasColumnType("jsonb");
        }).HasKey(c => new { c.BookId, c.OperationId, c.Ordinal });
        Ledger<Import>(builder, "imports", i =>
        {
            i.Property(x => x.Problems).HasColumnType("jsonb");
            i.Property(x => x.Csv).HasColumnType("jsonb");
            i.HasOne(x => x.CommitOperation).WithMany().HasForeignKey(x => new { x.BookId, x.CommitOperationId });
        }).HasKey(i => new { i.BookId, i.Id });
        Ledger<ImportRow>(builder, "import_rows", r =>
            r.HasOne<Import>().WithMany(x => x.Rows).HasForeignKey(x => new { x.BookId, x.ImportId }))
            .HasKey(r => new { r.BookId, r.ImportId, r.Row });
        builder.Entity<ImportRow>().Property(r => r.Splits).HasColumnType("jsonb");
        Ledger<StoredRule>(builder, "rules", r =>
        {
            r.Property(x => x.Conditions).HasColumnType("jsonb");
            r.Property(x => x.Actions).HasColumnType("jsonb");
            r.Property(x => x.Version).IsConcurrencyToken();
        }).HasKey(r => new { r.BookId, r.Id });
        Ledger<ReceiptFile>(builder, "receipt_files", f => FilledInByDatabase(f.Property(x => x.UnusedSince)))
            .HasKey(f => new { f.BookId, f.Sha256 });
        Ledger<Receipt>(builder, "receipts", r =>
        {
            r.HasOne(x => x.File).WithMany().HasForeignKey(x => new { x.BookId, x.Sha256 });
            r.Property(x => x.Version).IsConcurrencyToken();
            FilledInByDatabase(r.Property(x => x.CreatedAt));
            FilledInByDatabase(r.Property(x => x.CreatedOperationId));
        }).HasKey(r => new { r.BookId, r.Id });
        Ledger<Attachment>(builder, "attachments", a =>
        {
            a.HasOne<Receipt>().WithMany(x => x.Attachments).HasForeignKey(x => new { x.BookId, x.ReceiptId });
            a.HasOne<Transaction>().WithMany().HasForeignKey(x => new { x.BookId, x.TransactionId });
            FilledInByDatabase(a.Property(x => x.CreatedOperationId));
        }).HasKey(a => new { a.BookId, a.Id });
        Ledger<SavedSearch>(builder, "saved_searches", s => FilledInByDatabase(s.Property(x => x.CreatedOperationId)))
            .HasKey(s => new { s.BookId, s.Id });
        Ledger<StoredEnvelope>(builder, "envelopes", e =>
        {
            e.Property(x => x.Rollover).HasConversion(InSmallLetters<Rollover>());
            FilledInByDatabase(e.Property(x => x.CreatedOperationId));
        }).HasKey(e => new { e.BookId, e.Id });
        Ledger<EnvelopeMonth>(builder, "envelope_months", m =>
        {
            // EF is told, so that it inserts envelopes first.
            m.HasOne<StoredEnvelope>().WithMany().HasForeignKey(x => new { x.BookId, x.AccountId }).HasPrincipalKey(x => new { x.BookId, x.AccountId });
            FilledInByDatabase(m.Property(x => x.CreatedOperationId));
        }).HasKey(m => new { m.BookId, m.Id });
        Ledger<ScheduledTransaction>(builder, "schedules", s =>
        {
            s.Ignore(x => x.Recurrence);
            s.Property(x => x.Period).HasConversion(InSmallLetters<RecurrencePeriod>());
            s.Property(x => x.Weekends).HasConversion(InSmallLetters<WeekendRule>());
            s.Property(x => x.Version).IsConcurrencyToken();
            FilledInByDatabase(s.Property(x => x.CreatedOperationId));
        }).HasKey(s => new { s.BookId, s.Id });
        Ledger<ScheduledPosting>(builder, "schedule_postings", p =>
        {
            p.HasOne<ScheduledTransaction>().WithMany(x => x.Postings).HasForeignKey(x => new { x.BookId, x.ScheduleId });
            FilledInByDatabase(p.Property(x => x.CreatedOperationId));
        }).HasKey(p => new { p.BookId, p.Id });
        FilledInByDatabase(builder.Entity<BalanceAssertion>().Property(b => b.CreatedOperationId));
        FilledInByDatabase(builder.Entity<BalanceAssertion>().Property(b => b.ReconciliationId));
    }

    /// <summary>A table that a script in Sql/ makes: EF reads and writes it but never creates or alters it.</summary>
    private static EntityTypeBuilder<T> Ledger<T>(ModelBuilder builder, string table, Action<EntityTypeBuilder<T>>? configure = null)
        where T : class
    {
        var entity = builder.Entity<T>();
        entity.ToTable(table, t => t.ExcludeFromMigrations());
        foreach (var id in entity.Metadata.GetProperties().Where(p => p.ClrType == typeof(Guid)))
        {
            id.ValueGenerated = ValueGenerated.Never;
        }

        configure?.Invoke(entity);
        return entity;
    }

    private static ValueConverter<T, string> InSmallLetters<T>()
        where T : struct, Enum => new(value => value.ToString().ToLowerInvariant(), code => Enum.Parse<T>(code, ignoreCase: true));

    /// <summary>The web role may not write the column; its default, or a function of the owner's, does.</summary>
    private static void FilledInByDatabase(PropertyBuilder property)
    {
        property.ValueGeneratedOnAdd();
        property.Metadata.SetBeforeSaveBehavior(PropertySaveBehavior.Ignore);
        property.Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
    }
}

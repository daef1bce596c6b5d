using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Tests.Ledger;

/// <summary>When two writings mean one account.</summary>
public sealed class StatementChoiceTests
{
    [Theory]
    [InlineData("DE02 1203 0000 0000 2020 51", "de02120300000000202051", true)]
    [InlineData("DE02120300000000202051", "202051", true)]
    [InlineData("202051", "DE02 1203 0000 0000 2020 51", true)]
    [InlineData("DE02120300000000202051", "02051", false)]
    [InlineData("DE02120300000000202051", "202052", false)]
    [InlineData("DE02120300000000202051", "GB33BUKB20201555555555", false)]
    [InlineData("Checking 202051", "202051", false)]
    [InlineData("1120300000000202051", "202051", false)]
    [InlineData(null, "202051", false)]
    [InlineData(null, null, false)]
    public void Account_is_the_same_by_name_number_or_the_iban_that_ends_with_it(string? a, string? b, bool isSame) => Assert.Equal(isSame, StatementChoice.IsSame(a, b));
}

namespace FinanceAspire.Web.Http;

/// <summary>Whether a demo book can be made: in development, and elsewhere where the setting Demo:Enabled says so.</summary>
internal sealed class DemoOffer(IConfiguration configuration, IHostEnvironment environment)
{
    public bool IsMade => configuration.GetValue("Demo:Enabled", environment.IsDevelopment());
}

namespace FinanceAspire.Web.Texts;

/// <summary>
/// What pages say, as <c>L["English text", arguments]</c>. The key is the English text, so English is complete by
/// construction; Text.de.resx holds the German one. docs/translating.md says how.
/// </summary>
internal sealed class Text;

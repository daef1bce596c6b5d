namespace FinanceAspire.Web.Http;

/// <summary>
/// All that an anonymous request is answered. A test walks the route table and holds it against this list: a new route is
/// refused to the anonymous until it is put here, with its reason.
/// </summary>
internal static class PublicRoutes
{
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
        ["/health"] = "probe; says one word",
        ["/alive"] = "probe; says one word",
        ["/setup"] = "the first user has no account yet; redirects once there is one",
        ["/sign-in"] = "the door itself",
        ["/api/v1/setup"] = "as /setup, for programs",
        ["/api/v1/tokens"] = "e-mail and password for a token; rate limited",
        ["/error"] = "what a fault looks like",
        ["/not-found"] = "what a missing page looks like",
    };
}

using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Accounts.Sessions;

/// <summary>The words for ways to sign in, as they stand in the database. Tests: SessionsTests.</summary>
internal static class SessionWays
{
    public static readonly EnumWords<SessionWay> Words = new(
        (SessionWay.Password, "password"),
        (SessionWay.Link, "link"),
        (SessionWay.Passkey, "passkey"),
        (SessionWay.Oidc, "oidc")
    );

    public static string Word(this SessionWay way) => Words.Of(way);
}

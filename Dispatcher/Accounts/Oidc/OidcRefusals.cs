using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Accounts.Oidc;

/// <summary>
/// What a refused person reads on the sign-in page, and the words by which the page is told. Tests: OidcRefusalsTests.
/// </summary>
internal static class OidcRefusals
{
    public static readonly EnumWords<OidcRefusal> Words = new(
        (OidcRefusal.Unreachable, "unreachable"),
        (OidcRefusal.Declined, "declined"),
        (OidcRefusal.ServiceError, "service-error"),
        (OidcRefusal.NotAsked, "not-asked"),
        (OidcRefusal.NotTrusted, "not-trusted"),
        (OidcRefusal.Expired, "expired"),
        (OidcRefusal.NoAddress, "no-address"),
        (OidcRefusal.AddressNotVerified, "address-not-verified"),
        (OidcRefusal.NoRole, "no-role"),
        (OidcRefusal.AddressTaken, "address-taken"),
        (OidcRefusal.LastOwner, "last-owner")
    );

    /// <summary>What happened and what to do.</summary>
    /// <param name="service">The name of the sign-in service, as the settings say it.</param>
    public static string Sentence(OidcRefusal refusal, string service) =>
        refusal switch
        {
            OidcRefusal.Unreachable =>
                $"{service} does not answer. Try again in a few minutes, or sign in another way.",
            OidcRefusal.Declined => $"{service} was not allowed to sign you in. Try again, or sign in another way.",
            OidcRefusal.ServiceError =>
                $"{service} answered with an error. Try again; if it stays so, tell the operator of this desk.",
            OidcRefusal.NotAsked =>
                $"This answer of {service} is used already, too old, or for another browser. Start the sign-in again.",
            OidcRefusal.NotTrusted =>
                $"The answer of {service} could not be trusted. Try again; if it stays so, tell the operator of this "
                    + "desk.",
            OidcRefusal.Expired =>
                $"The answer of {service} was not valid at this time. Try again; if it stays so, the clocks of both "
                    + "machines differ: tell the operator of this desk.",
            OidcRefusal.NoAddress =>
                $"{service} gave no email address that this desk can use. Add your address there and try again.",
            OidcRefusal.AddressNotVerified =>
                $"{service} does not say that your email address is verified. Have it verified there and try again.",
            OidcRefusal.NoRole =>
                $"{service} gives you no role at this desk. Ask an owner of this desk which group you need there.",
            OidcRefusal.AddressTaken =>
                $"Your email address belongs to the account of another person at {service}. Ask an owner of this desk "
                    + "to remove that account.",
            OidcRefusal.LastOwner =>
                $"You are the last owner of this desk, and {service} gives you another role. Make somebody else an "
                    + "owner first, or have your role changed there.",
            _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "A refusal without a sentence."),
        };
}

using Microsoft.Playwright;

namespace Newsletter.Dispatcher.Tests.Desk.Passkeys;

/// <summary>An authenticator that Chromium plays, like the one of a laptop with a fingerprint reader.</summary>
internal sealed class VirtualDevice : IAsyncDisposable
{
    private readonly ICDPSession _session;
    private readonly string _id;

    private VirtualDevice(ICDPSession session, string id) => (_session, _id) = (session, id);

    public static async Task<VirtualDevice> AddAsync(IBrowserContext context, IPage page)
    {
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        var added = await session.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new()
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
        return new(session, added!.Value.GetProperty("authenticatorId").GetString()!);
    }

    /// <summary>From now on somebody holds it whose finger it does not know.</summary>
    public Task HoldByStrangerAsync() =>
        _session.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = _id, ["isUserVerified"] = false });

    public async ValueTask DisposeAsync() => await _session.DetachAsync();
}

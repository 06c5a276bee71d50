using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Newsletter.Dispatcher.Services;

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The web server, which keeps no issue from being sent: when its port is taken, the service starts without pages, and
/// the server tries again until the port is free.
/// Tests: TakenPortTests.
/// </summary>
/// <param name="make">Makes a server; one that could not start cannot be started again.</param>
internal sealed partial class PatientServer(
    Func<IServer> make,
    PagesState state,
    TimeProvider clock,
    ILogger<PatientServer> logger
) : IServer
{
    public static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private IServer _server = make();
    private Task _trying = Task.CompletedTask;

    public IFeatureCollection Features => _server.Features;

    /// <summary>Starts the server, or begins to try again; never fails for an address that is taken.</summary>
    public async Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        if (!await TryAsync(application, cancellationToken))
        {
            _trying = KeepTryingAsync(application);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _trying;
        await _server.StopAsync(cancellationToken);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _server.Dispose();
    }

    private async Task KeepTryingAsync<TContext>(IHttpApplication<TContext> application)
        where TContext : notnull
    {
        using var timer = new PeriodicTimer(TryAgain, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (await TryAsync(application, _stop.Token))
                {
                    Answering(string.Join(", ", Addresses()));
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The service stops; it had no pages.
        }
    }

    private async Task<bool> TryAsync<TContext>(
        IHttpApplication<TContext> application,
        CancellationToken cancellationToken
    )
        where TContext : notnull
    {
        if (Addresses().Select(ListenAddress.WhyNot).FirstOrDefault(why => why is not null) is { } taken)
        {
            Note(taken);
            return false;
        }

        try
        {
            await _server.StartAsync(application, cancellationToken);
            state.Trouble = null;
            return true;
        }
        catch (IOException e)
        {
            // Another program was faster between the look and the start.
            Note($"the pages cannot be started: {e.Message}");
            Renew();
            return false;
        }
    }

    private void Note(string trouble)
    {
        if (state.Trouble != trouble)
        {
            state.Trouble = trouble;
            NotAnswering(trouble);
        }
    }

    private void Renew()
    {
        var (old, next) = (_server, make());
        foreach (var address in Addresses())
        {
            next.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Add(address);
        }

        _server = next;
        old.Dispose();
    }

    private ICollection<string> Addresses() => _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;

    [LoggerMessage(
        9010,
        LogLevel.Error,
        "There are no pages, and the links of mails do not work: {Trouble} Issues are sent all the same."
    )]
    private partial void NotAnswering(string trouble);

    [LoggerMessage(9011, LogLevel.Information, "The pages answer now on {Addresses}")]
    private partial void Answering(string addresses);
}

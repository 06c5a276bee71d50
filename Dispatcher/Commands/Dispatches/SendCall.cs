using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Spectre.Console;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>One run of <c>send</c>, as it was asked for. Tests: RealSendTests.</summary>
/// <param name="File">The issue file as the operator named it.</param>
/// <param name="IsDryRun">Say what would happen, and send nothing.</param>
/// <param name="IsYes">Do not ask.</param>
/// <param name="IsYesToNobody">Dispatch the issue even when nobody would get it.</param>
/// <param name="NotSent">The operator knows that the issue was not sent before the database was restored.</param>
internal sealed record SendCall(
    CommandContext Context,
    DispatcherSettings Settings,
    Database Database,
    string File,
    bool IsJson,
    bool IsDryRun,
    bool IsYes,
    bool IsYesToNobody,
    bool NotSent
)
{
    /// <summary>A line for people; nothing for programs.</summary>
    public void Say(string line)
    {
        if (!IsJson)
        {
            Context.Terminal.Line(line);
        }
    }

    /// <summary>Asks unless told not to, takes the database and sends.</summary>
    /// <param name="send">Gets the services to send with; returns the exit status.</param>
    /// <exception cref="StorageException">Another process sends from the database, or it was restored from a
    /// backup.</exception>
    public async Task<int> SendAsync(Func<IServiceProvider, Task<int>> send, CancellationToken cancellationToken)
    {
        if (IsDryRun)
        {
            return CommandContext.Done;
        }

        if (
            !IsYes
            && !(
                Context.Terminal.IsInteractive && Context.Terminal.Console.Confirm("Send it now?", defaultValue: false)
            )
        )
        {
            Context.Terminal.Error("Nothing was sent. Add --yes to send without being asked.");
            return CommandContext.WrongUsage;
        }

        await using var ownership = await Ownership.TakeAsync(Database, Context.Clock, cancellationToken);
        await new Ledger(Database, Context.Clock).CloseEndedAsync(cancellationToken);
        await using var services = new ServiceCollection()
            .AddDispatcher(Context.Folder, Context.Clock, Settings, Database, ownership)
            .BuildServiceProvider();
        return await send(services);
    }
}

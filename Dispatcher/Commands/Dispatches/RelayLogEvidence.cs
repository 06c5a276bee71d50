using Newsletter.Dispatcher.Dispatches;
using Newsletter.Dispatcher.Rendering.Mime;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Commands.Dispatches;

/// <summary>
/// What the relay's log tells about uncertain deliveries: a message that the relay took has arrived. One that is not in
/// the log was never taken, if the log covers the whole time of its attempts.
/// Tests: DispatchCommandTests.
/// </summary>
internal static class RelayLogEvidence
{
    /// <summary>Reads the logs of the request and judges each delivery.</summary>
    /// <param name="chosen">The deliveries in question.</param>
    /// <returns>In the order of <paramref name="chosen"/>; null with an error when the logs cannot be read or do not
    /// tell enough.</returns>
    public static async Task<IReadOnlyList<ResolvedDelivery>?> ReadAsync(
        DispatchCall call,
        IReadOnlyList<UncertainDelivery> chosen,
        ResolveRequest request,
        CancellationToken cancellationToken
    )
    {
        var tokens = new SignedToken(KeyFile.ReadOrCreate(call.Settings.Storage.KeyFile));
        var messages = chosen.ToDictionary(
            one => one.SubscriberId,
            one =>
                MessageIds.LocalPart(call.Dispatch.IssueSlug!, tokens.DeliveryName(call.Dispatch.Id, one.SubscriberId))
        );
        var log = new PostfixLog(
            [.. messages.Values],
            call.Context.Clock.GetUtcNow(),
            call.Context.Clock.LocalTimeZone
        );
        foreach (var file in request.Logs)
        {
            await PostfixLogFile.ReadAsync(file == "-" ? file : Path.GetFullPath(file), log, cancellationToken);
        }

        var missing = chosen.Where(one => !log.Taken.ContainsKey(messages[one.SubscriberId])).ToList();
        if (WhyNotEnough(call.Dispatch, log, missing, request) is { } why)
        {
            call.Context.Terminal.Error(why);
            return null;
        }

        return
        [
            .. chosen.Select(one => new ResolvedDelivery(
                one,
                Judge(one, log.Taken.GetValueOrDefault(messages[one.SubscriberId]), request.IsResend)
            )),
        ];
    }

    /// <summary>What keeps the log from being believed; null when nothing does.</summary>
    /// <param name="missing">The deliveries whose messages are not in the log.</param>
    private static string? WhyNotEnough(
        Dispatch dispatch,
        PostfixLog log,
        List<UncertainDelivery> missing,
        ResolveRequest request
    )
    {
        if (log.Last is null)
        {
            return $"{string.Join(", ", request.Logs)}: holds no line with a time, so it is no log of Postfix; nothing "
                + "was changed.";
        }

        // Who is not in the log was not taken, if the log was written from before the first attempt until after the
        // last.
        var (from, until) = (
            dispatch.StartedAt ?? dispatch.SlotAt,
            missing.Select(one => one.UpdatedAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max()
        );
        return request.IsResend && missing.Count > 0 && (log.First > from || log.Last <= until)
            ? $"The log goes from {log.First:yyyy-MM-dd HH:mm:ss zzz} to {log.Last:yyyy-MM-dd HH:mm:ss zzz}, but to "
                + $"know that a message was never taken it has to begin before {from:yyyy-MM-dd HH:mm:ss zzz} and "
                + $"end after {until:yyyy-MM-dd HH:mm:ss zzz}; give all the files of that time. Nothing was changed."
            : null;
    }

    /// <param name="queueId">Under which the relay took the message; null when the log does not have it.</param>
    private static SettledDelivery? Judge(UncertainDelivery one, string? queueId, bool isResend) =>
        queueId is not null
            ? new SettledDelivery(one.SubscriberId, IsResend: false, $"queued as {queueId}, says the relay's log")
        : isResend ? new SettledDelivery(one.SubscriberId, IsResend: true, "not in the relay's log; sent again")
        : null;
}

namespace Newsletter.Dispatcher.Web;

/// <summary>
/// The body of one post of a provider, read into memory before it is known who wrote it. A long one waits for a place
/// and keeps it until this is disposed.
/// Tests: PostPlacesTests.
/// </summary>
internal sealed class PlacedBody(PostPlaces places) : IDisposable
{
    /// <summary>
    /// Nearly every notice is shorter. So much is read without a place: slow strangers keep no short notice out.
    /// </summary>
    private const int WithoutPlace = 16 * 1024;

    private readonly MemoryStream _body = new();
    private IDisposable? _place;

    /// <summary>What was read.</summary>
    public ReadOnlyMemory<byte> Bytes => _body.GetBuffer().AsMemory(0, (int)_body.Length);

    /// <summary>Reads the whole body, for <see cref="TimedBody.Longest"/> at most.</summary>
    /// <returns>
    /// Null when it was read; otherwise the status of the answer: no place came free, or the body is too large, broken,
    /// or took too long.
    /// </returns>
    public async Task<int?> ReadAsync(HttpContext context)
    {
        try
        {
            return await TimedBody.ReadAsync(context, cancellationToken => ReadAsync(context, cancellationToken))
                ? null
                : StatusCodes.Status503ServiceUnavailable;
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode;
        }
    }

    public void Dispose()
    {
        _place?.Dispose();
        _body.Dispose();
    }

    /// <returns>False when no place came free, because the client went away.</returns>
    private async Task<bool> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var buffer = new byte[WithoutPlace];
        while (await context.Request.Body.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (_place is null && _body.Length + read > WithoutPlace)
            {
                var network = ClientNetwork.Wide(context.Connection.RemoteIpAddress);
                _place = await places.TakeAsync(network, cancellationToken);
                if (_place is null)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    return false;
                }
            }

            _body.Write(buffer, 0, read);
        }

        return true;
    }
}

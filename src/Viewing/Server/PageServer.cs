using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RoboticsStack.Core;

namespace RoboticsStack.Viewing.Server;

/// <summary>
/// A web server on the loopback interface: what the live page, the dream page and Foxglove are served by. Pages of other sites cannot reach it:
/// requests must name this host, and a socket's origin, where a browser states one, must be this server.
/// </summary>
public sealed class PageServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageServer(WebApplication app, Uri address) => (_app, Address) = (app, address);

    /// <summary>Where it is served, for instance http://127.0.0.1:8765/.</summary>
    public Uri Address { get; }

    /// <param name="port">0 for a free one.</param>
    /// <param name="map">Adds the routes; WebSockets are enabled.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <param name="otherOrigins">Origins beside this server's own whose pages may reach it.</param>
    /// <exception cref="UserErrorException">The port is taken.</exception>
    public static async Task<PageServer> StartAsync(int port, Action<WebApplication> map, CancellationToken cancellation = default, IReadOnlyCollection<string>? otherOrigins = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        WebApplication app = builder.Build();
        app.Use((context, next) => RefuseStrangers(context, next, otherOrigins ?? []));
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15) });
        map(app);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (IOException e) when (e.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await app.DisposeAsync();
            throw new UserErrorException($"Port {port} on the loopback interface is taken. Choose another, or 0 for a free one.", e);
        }
        string address = app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new PageServer(app, new Uri(address));
    }

    public async ValueTask DisposeAsync()
    {
        using (CancellationTokenSource patience = new(TimeSpan.FromSeconds(1)))
        {
            await _app.StopAsync(patience.Token);
        }
        await _app.DisposeAsync();
    }

    private static Task RefuseStrangers(HttpContext context, RequestDelegate next, IReadOnlyCollection<string> otherOrigins)
    {
        bool known = IsLoopback(context.Request.Host.Host)
            && (context.Request.Headers.Origin.ToString() is not { Length: > 0 } origin
                || otherOrigins.Contains(origin)
                || Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Authority == context.Request.Host.Value);
        if (known)
        {
            return next(context);
        }
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static bool IsLoopback(string host) => host is "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address);
}
